import { totalCurrents, twoLevelJunction, twoTerminal, rectificationRatio as RR } from "ehp-transport";
export const dev=g=>twoLevelJunction({epsilonL:10.5,epsilonR:9.5,gammaL:.5,gammaR:.5,coupling:.5,omega:1,gammaPh:g});
export const D=Object.fromEntries([.02,.05,.1,.3,.5,1].map(g=>[g,dev(g)]));
export const c=(g,muL,muR,Te,Tp)=>totalCurrents(typeof g==='number'?(D[g]??(D[g]=dev(g))):g,twoTerminal(muL,muR,Te,Tp));
export const conv={sym:(T,d)=>[T+d/2,T-d/2],Tph:(T,d)=>[T+d,T],Te:(T,d)=>[T,T-d]};
export const J=(g,mu,T,d,k='sym')=>{const[a,b]=conv[k](T,d);return c(g,mu,mu,a,b).J};
export const I=(g,mu,T,d,k='sym')=>{const[a,b]=conv[k](T,d);return c(g,mu,mu,a,b).I};
export const R=(g,mu,T,d,k='sym')=>RR(J(g,mu,T,d,k),J(g,mu,T,-d,k));
export const zero=(f,a,b)=>{let fa=f(a);for(let k=0;k<50;k++){const m=(a+b)/2;if((f(m)>0)===(fa>0))a=m;else b=m;}return (a+b)/2};
