import {c,I,J,R,zero,conv} from './head.mjs';
// R sign at mu=4 and 10 over map; monotonic?
for(const T of [.1,.2,.5,1,3])for(const q of [.05,.5,1,1.9]){const s=[];for(let m=4;m<=10;m+=.25)s.push(R(.5,m,T,q*T)>0?'+':'-');console.log(T,q,s.join(''),R(.5,4,T,q*T).toFixed(3),R(.5,10,T,q*T).toFixed(3))}
// hot/cold at T0=.5
for(let d=.1;d<1;d+=.1){let s='';for(let m=8;m<=10.01;m+=.125)s+=(I(.5,m,.5,-d)<0?'-':'+')+(I(.5,m,.5,d)>0?'+':'-')+' ';console.log(d.toFixed(1),s)}
for(const T of [.1,.15,.2,.25,.3,.4,.5,.7,1]){let s='';for(let m=6;m<=10.01;m+=.25)s+=(I(.5,m,T,-T)<0?'-':'+')+(I(.5,m,T,T)>0?'+':'-')+' ';console.log(T,s)}
