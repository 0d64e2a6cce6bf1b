#!/usr/bin/env python3
"""Reference values for the tests, by brute force in high-precision arithmetic.

Run:   python3 -m pip install mpmath python-flint
       python3 test/reference/generate.py                    all sets, about twenty minutes on one core
       python3 test/reference/generate.py special lambda     some sets
Needs: Python 3.9 or later, mpmath (Gauss nodes, special functions), python-flint (fast linear algebra, ball arithmetic).

Output: fermi-bose.json, special.json, lambda.json, lambda-large.json, currents.json, heat.json, noise.json,
self-energy.json beside this file.
Inputs are JSON numbers; the value used is the exact IEEE double nearest to the decimal, the same in Python and JavaScript.
Results are decimal strings; Number(string) gives the nearest double.

No closed form with a digamma function, no eigenvector and no residue enters any set but fermi-bose and special.
(Eigenvalues, in 15 digits, decide only where the quadrature panels are cut.)  The integrals, hbar = k_B = e = 1, no spin:

    G(e) = (e - H + (i/2) sum_a Gamma_a)^-1          solved as a linear system at every node
    A_a(e) = G Gamma_a G^+
    f_a(e) = 1/(exp((e - mu_a)/T_a) + 1),   x = w - mu_a + mu_b
    E_mn      = int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] f_a(e) (1 - f_b(e-w))               emission
    Ab_mn     = int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] f_b(e-w) (1 - f_a(e))               absorption
    Lambda_mn = int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] (f_b(e-w) - f_a(e))  =  Ab - E
    Lambda1_mn: the integrand of Lambda times (e - mu_a)
    lambdaMomentOverX = Lambda1/x, integrated as Lambda/x is:
    Lambda/x at equal temperatures uses
        (f_b(e-w) - f_a(e))/x = ea/((1+ea)(1+eb)) (1 - exp(-x/T))/x,  ea = exp((e-mu_a)/T), eb = exp((e-w-mu_b)/T),
        whose last factor is 1/T at x = 0: no limit is taken numerically.
    T_a = T_b = 0:  Lambda/x = int_0^1 ds/2pi tr[M^m A_a(e) M^n A_b(e-w)] at e = mu_a + x s;  E = -Lambda if x < 0, Ab = Lambda if x > 0.

    D(w) = (w^2 - K + i w gamma)^-1, K = diag(omega_n^2), Gamma_ph = 2 w gamma, A_ph = D Gamma_ph D^+
    rate^{ab}(w) = (1/2pi) sum_mn A_ph,nm [ E_mn (1 + n) - Ab_mn n ],   n = 1/(exp(w/T_ph) - 1)
    J^{ab} = int_0^inf dw w rate^{ab},   J = sum_ab J^{ab};   I = int_0^inf dw (rate^{LR} - rate^{RL})
    At equal electrode temperatures this is Eq. 8, because E = n_B(w - mu_ab) Lambda and Ab = (1 + n_B) Lambda.
    Noise, not doubled: the sum of E_mn (1 + n) and Ab_mn n in place of their difference,
    S_II = int (LR + RL), S_IJ = int w (LR - RL), S_JJ = int w^2 sum_ab.
    Heat from electrodes: each event a -> b takes e - mu_a from a and brings e - w - mu_b to b.
    Entropy production: J/T_ph - sum_a Q_a/T_a.

    Pi_mn(w) = sum_c int de/2pi f_c(e) { tr[M^m A_c(e) M^n G^+(e-w)] + tr[M^m G(e+w) M^n A_c(e)] }     retarded; tail e -> -inf by e = -R/u

Quadrature: composite Gauss-Legendre.  A panel is bisected until every known singularity lies outside the Bernstein ellipse
with rho = 4 (poles of A_a(e), A_b(e-w), A_ph; first rung of each Fermi and Bose ladder; their images in w), which makes
the error of n nodes about 4^(-2n).  Infinite ranges are cut where the Fermi or Bose tails have fallen to exp(-100)
(energy) and exp(-75) (frequency).  Every value is computed with two node counts; the
digits to which they agree are "agreementDigits"; the finer one is printed.
"""

import cmath
import json
import math
import os
import random
import sys
import time

import mpmath
from flint import acb, acb_mat, arb, ctx
from mpmath import mp, mpc, mpf

HERE = os.path.dirname(os.path.abspath(__file__))

# ---------------------------------------------------------------- output


def text(x, digits):
    """Decimal string of an mpf or arb."""
    if isinstance(x, arb):
        x = to_mpf(x)
    return mp.nstr(x, digits, strip_zeros=False) if x else "0"


def to_mpf(x):
    man, exp = x.mid().man_exp()
    return mpmath.ldexp(mpf(int(man)), int(exp))


def ctext(z, digits):
    return {"re": text(z.real, digits), "im": text(z.imag, digits)}


def dump(value, indent=0, first=0, width=110):
    """JSON in the layout of the repository's formatter: one line where it fits, else one item per line."""
    flat = flatten(value)
    if indent > 0 and first + len(flat) <= width:
        return flat
    pad, inner = "  " * indent, "  " * (indent + 1)
    if isinstance(value, dict) and value:
        rows = []
        for i, (k, v) in enumerate(value.items()):
            head = inner + json.dumps(k) + ": "
            comma = 1 if i < len(value) - 1 else 0
            rows.append(head + dump(v, indent + 1, len(head) + comma, width))
        return "{\n" + ",\n".join(rows) + "\n" + pad + "}"
    if isinstance(value, list) and value:
        rows = []
        for i, v in enumerate(value):
            comma = 1 if i < len(value) - 1 else 0
            rows.append(inner + dump(v, indent + 1, len(inner) + comma, width))
        return "[\n" + ",\n".join(rows) + "\n" + pad + "]"
    return flat


def flatten(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(json.dumps(k) + ": " + flatten(v) for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(flatten(v) for v in value) + "]"
    if isinstance(value, float):
        short = repr(value).replace("e-0", "e-").replace("e+", "e")
        return short[:-2] if short.endswith(".0") else short
    return json.dumps(value, ensure_ascii=True)


def write(name, document):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as out:
        out.write(dump(document) + "\n")
    print("wrote", name, flush=True)


# ---------------------------------------------------------------- quadrature

_rules = {}


def gauss(n):
    """Nodes and weights on [-1, 1] as arb, from Newton iteration on P_n in mpmath."""
    if n not in _rules:
        with mp.workdps(100):
            rule = []
            for k in range(1, n + 1):
                x = mp.cos(mp.pi * (4 * k - 1) / (4 * n + 2))
                for _ in range(9):
                    p, q = mpf(1), x
                    for j in range(2, n + 1):
                        p, q = q, ((2 * j - 1) * x * q - (j - 1) * p) / j
                    slope = n * (x * q - p) / (x * x - 1)
                    x -= q / slope
                rule.append((x, 2 / ((1 - x * x) * slope * slope)))
            _rules[n] = [(arb(mp.nstr(x, 95)), arb(mp.nstr(w, 95))) for x, w in rule]
    return _rules[n]


def panels(lo, hi, singularities, rho=4.0):
    """Bisect [lo, hi] until every singularity lies outside the Bernstein ellipse rho of every panel."""
    done, todo = [], [(lo, hi)]
    while todo:
        a, b = todo.pop()
        mid, half = 0.5 * (a + b), 0.5 * (b - a)
        for s in singularities:
            z = (s - mid) / half
            root = cmath.sqrt(z * z - 1)
            if max(abs(z + root), abs(z - root)) < rho:
                todo += [(a, mid), (mid, b)]
                break
        else:
            done.append((a, b))
    return sorted(done)


def nodes(cuts, n):
    """(abscissa, weight) of the composite rule."""
    for a, b in cuts:
        mid, half = (arb(a) + arb(b)) / 2, (arb(b) - arb(a)) / 2
        for x, w in gauss(n):
            yield mid + half * x, half * w


# ---------------------------------------------------------------- junctions

def real(x):
    """A number stands for its IEEE double, a string for its decimal value (used only in the check against P1-P3)."""
    return arb(x) if isinstance(x, str) else arb(float(x))


def number(z):
    """JSON entry of a matrix -> acb, exact."""
    return acb(real(z["re"]), real(z["im"])) if isinstance(z, dict) else acb(real(z))


def matrix(rows):
    return acb_mat([[number(z) for z in row] for row in rows])


def dagger(a):
    return a.conjugate().transpose()


def rough_eigenvalues(a):
    """Double-precision eigenvalues: they place panels and enter no value."""
    n = a.nrows()
    with mp.workdps(15):
        m = mpmath.matrix(n, n)
        for i in range(n):
            for j in range(n):
                m[i, j] = mpc(float(a[i, j].real), float(a[i, j].imag))
        if n == 1:
            return [complex(m[0, 0])]
        return [complex(z) for z in mp.eig(m, left=False, right=False)]


class Junction:
    def __init__(self, spec, point):
        self.h = matrix(spec["hamiltonian"])
        self.n = self.h.nrows()
        self.names = list(spec["electrodes"])
        self.gamma = {a: matrix(spec["electrodes"][a]["broadening"]) for a in self.names}
        self.m = [matrix(mode["coupling"]) for mode in spec["modes"]]
        self.omega = [mode["omega"] for mode in spec["modes"]]
        self.heff = self.h
        for g in self.gamma.values():
            self.heff = self.heff + g * acb(0, arb(-0.5))
        self.poles = rough_eigenvalues(self.heff)
        self.unit = acb_mat(self.n, self.n, [1 if i == j else 0 for i in range(self.n) for j in range(self.n)])
        self.mu = {a: float(point["electrodes"][a]["mu"]) for a in self.names}
        self.t = {a: float(point["electrodes"][a]["temperature"]) for a in self.names}
        if "bath" in point:
            self.tph = float(point["bath"]["temperature"])
            self.tph_exact = real(point["bath"]["temperature"])
        k = len(self.m)
        d = spec["damping"]
        self.damping = (matrix(d) if isinstance(d, list) else
                        acb_mat(k, k, [number(d) if i == j else 0 for i in range(k) for j in range(k)]))

    def green(self, e):
        """G(e)."""
        return (self.unit * acb(e) - self.heff).solve(self.unit)

    def spectral(self, e, names=None):
        """A_a(e) of every electrode, or of those named."""
        g = self.green(e)
        gd = dagger(g)
        return {a: g * self.gamma[a] * gd for a in names or self.names}

    def energy_panels(self, w, pairs, cut=100.0):
        """Panels for the integral over e of the given pairs at frequency w (a double)."""
        s = []
        for z in self.poles:
            s += [z, z.conjugate(), z + w, z.conjugate() + w]
        lo, hi = [], []
        for a, b in pairs:
            for mu, t in ((self.mu[a], self.t[a]), (self.mu[b] + w, self.t[b])):
                s += [complex(mu, math.pi * t), complex(mu, -math.pi * t)]
                lo.append(mu - cut * t)
                hi.append(mu + cut * t)
        return panels(min(lo), max(hi), s)


# ---------------------------------------------------------------- lambda

QUANTITIES = ("lambda", "lambdaOverX", "emission", "absorption", "lambdaMoment")
MORE_QUANTITIES = (*QUANTITIES, "lambdaMomentOverX")


def traces(left, right):
    """tr[left_m right_p] for all m, p, as rows."""
    size = left[0].nrows() ** 2
    rows = acb_mat(len(left), size, [z for a in left for z in a.entries()])
    columns = acb_mat(len(right), size, [z for a in right for z in a.transpose().entries()]).transpose()
    return rows * columns


def pair_integrals(j, a, b, w, n):
    """All of MORE_QUANTITIES as lists of rows (mode m, mode n), those over x None at unequal temperatures;
    and "momentScale", the positive integrals of |e - mu_a|, which set the scale of the moments."""
    aw = arb(w)
    mu_a, mu_b, t_a, t_b = arb(j.mu[a]), arb(j.mu[b]), arb(j.t[a]), arb(j.t[b])
    x = aw - mu_a + mu_b
    equal = j.t[a] == j.t[b]
    if equal:
        zero = x.is_zero()
        slope = 1 / t_a if zero else -(-x / t_a).expm1() / x
    k = len(j.m)
    pairs = [(m, p) for m in range(k) for p in range(k)]
    sums = {q: {pair: acb(0) for pair in pairs} for q in (*MORE_QUANTITIES, "momentScale")}
    for e, weight in nodes(j.energy_panels(w, [(a, b)]), n):
        aa, ab = j.spectral(e, (a,))[a], j.spectral(e - aw, (b,))[b]
        left = [m * aa for m in j.m]
        right = [m * ab for m in j.m]
        ea, eb = ((e - mu_a) / t_a).exp(), ((e - aw - mu_b) / t_b).exp()
        d = weight / ((1 + ea) * (1 + eb))
        over = ea * slope * d if equal else None
        lam = over * x if equal else (ea - eb) * d
        moment = lam * (e - mu_a)
        table = traces(left, right)
        for m, p in pairs:
            tr = table[m, p]
            sums["emission"][m, p] += tr * (eb * d)
            sums["absorption"][m, p] += tr * (ea * d)
            sums["lambda"][m, p] += tr * lam
            sums["lambdaMoment"][m, p] += tr * moment
            if equal:
                sums["lambdaOverX"][m, p] += tr * over
                sums["lambdaMomentOverX"][m, p] += tr * (over * (e - mu_a))
            if m == p:
                sums["momentScale"][m, p] += tr * ((over if equal else (ea + eb) * d) * abs(e - mu_a))
    tau = 2 * arb.pi()
    result = {}
    for q in sums:
        if q.endswith("OverX") and not equal:
            result[q] = None
            continue
        # Hermitian by construction; averaging removes rounding noise only
        result[q] = [[(sums[q][m, p] + sums[q][p, m].conjugate()) / (2 * tau) for p in range(k)] for m in range(k)]
    result["x"] = x
    return result


def scales_of(values, q):
    """Matrix whose diagonal sets the scale of q.  Moments may vanish, and Lambda may at unequal temperatures."""
    if q == "lambdaMoment" or (q == "lambda" and values["lambdaOverX"] is None):
        e, a = values["emission"], values["absorption"]
        return [[x + y for x, y in zip(r, t)] for r, t in zip(e, a)]
    return values[q]


def own_scales_of(values, q):
    """As scales_of, with the moments measured by the integral of their absolute value."""
    if q == "lambdaMomentOverX" or (q == "lambdaMoment" and values["lambdaOverX"] is None):
        return values["momentScale"]
    if q == "lambdaMoment":
        return [[z * values["x"] for z in row] for row in values["momentScale"]]
    return scales_of(values, q)


def worst_agreement(fine, coarse, quantities=QUANTITIES, scales_of=scales_of):
    """Digits to which two results agree, relative to the geometric mean of the diagonals."""
    worst = 99.0
    for q in quantities:
        if fine[q] is None:
            continue
        scales = scales_of(fine, q)
        k = len(fine[q])
        for m in range(k):
            for p in range(k):
                scale = float_abs(scales[m][m] * scales[p][p]) ** 0.5
                gap = float_abs(fine[q][m][p] - coarse[q][m][p])
                if gap > 0 and scale > 0:
                    worst = min(worst, -math.log10(gap / scale))
    return worst


def float_abs(z):
    return float(abs(mpc(to_mpf(z.real), to_mpf(z.imag))))


def clean(rows, digits, scales):
    """Matrix of strings; numbers below 1e-36 of the diagonal of `scales` are exact zeros."""
    k = len(rows)
    out = []
    for m in range(k):
        row = []
        for p in range(k):
            scale = (float_abs(scales[m][m]) * float_abs(scales[p][p])) ** 0.5
            row.append({part: ("0" if abs(float(getattr(rows[m][p], attr).mid())) <= 1e-36 * scale
                               else text(getattr(rows[m][p], attr), digits))
                        for part, attr in (("re", "real"), ("im", "imag"))})
        out.append(row)
    return out


def two_level(el=10.5, er=9.5, gl=0.5, gr=0.5, m=0.5, omega=1.0, damping=0.5):
    return {
        "hamiltonian": [[el, 0], [0, er]],
        "electrodes": {"L": {"broadening": [[gl, 0], [0, 0]]}, "R": {"broadening": [[0, 0], [0, gr]]}},
        "modes": [{"omega": omega, "coupling": [[0, m], [m, 0]]}],
        "damping": damping,
    }


def at(mus, temps, bath=None):
    names = "LRC"
    temps = temps if isinstance(temps, (list, tuple)) else [temps] * len(mus)
    point = {"electrodes": {names[i]: {"mu": mu, "temperature": temps[i]} for i, mu in enumerate(mus)}}
    if bath is not None:
        point["bath"] = {"temperature": bath}
    return point


def random_hermitian(rng, n, diagonal, off, real=False, digits=3):
    """Entries with three decimals."""
    a = [[0] * n for _ in range(n)]
    for i in range(n):
        a[i][i] = round(rng.uniform(-diagonal, diagonal), digits)
        for j in range(i):
            re, im = round(rng.uniform(-off, off), digits), round(rng.uniform(-off, off), digits)
            a[i][j] = re if real else {"re": re, "im": im}
            a[j][i] = re if real else {"re": re, "im": -im}
    return a


def random_broadening(rng, n, rank, size, real=False, unit=1e6):
    """V V^+ with V of `rank` columns in units of 1/1000: entries are decimals with six places (four for unit=1e4)."""
    v = [[(rng.randint(-size, size), 0 if real else rng.randint(-size, size)) for _ in range(rank)] for _ in range(n)]
    g = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            re = sum(p[0] * q[0] + p[1] * q[1] for p, q in zip(v[i], v[j]))
            im = sum(p[1] * q[0] - p[0] * q[1] for p, q in zip(v[i], v[j]))
            g[i][j] = re / unit if real or i == j else {"re": re / unit, "im": im / unit}
    return g


def random_junction(rng, n, electrodes, modes, real=False):
    """Random junction without very long-lived states (every pole at least 0.03 below the axis)."""
    while True:
        spec = {
            "hamiltonian": random_hermitian(rng, n, 1.2, 0.6, real),
            "electrodes": {"LRC"[i]: {"broadening": random_broadening(rng, n, rng.randint(1, n), 700, real)}
                           for i in range(electrodes)},
            "modes": [{"omega": round(rng.uniform(0.4, 1.6), 3), "coupling": random_hermitian(rng, n, 0.5, 0.5, real)}
                      for _ in range(modes)],
            "damping": 0.5,
        }
        poles = Junction(spec, at([0] * electrodes, 1)).poles
        if max(z.imag for z in poles) < -0.03:
            return spec


def lambda_cases():
    """(name, junction, point, w, pairs)"""
    cases = []
    both = [("L", "R"), ("R", "L")]
    paper = two_level()
    grid = [
        # mu_L, mu_R, T, w
        (10, 10, 1, 1), (10, 10, 1, 0.3), (10, 10, 1, 2), (10, 10, 1, 1e-10), (10, 10, 1, 0), (10, 10, 1, 5),
        (10, 10, 0.25, 1), (10, 10, 0.1, 1), (10, 10, 0.05, 0.5), (10, 10, 0.01, 1), (10, 10, 0.01, 0.2),
        (10, 10, 0.01, 0), (10, 10, 3, 1), (10, 10, 10, 1), (10, 10, 10, 1e-10), (10, 10, 10, 30),
        (8, 8, 0.5, 1), (8, 8, 0.1, 1), (9, 9, 0.5, 0.7), (12, 12, 1.4, 1.000001), (10.5, 10.5, 0.05, 1),
        (9.5, 10.5, 0.25, 1), (9, 11, 1, 1), (10.5, 9.5, 0.3, 1), (10.5, 9.5, 0.3, 1.0000000001),
        (10.5, 9.5, 0.3, 0.5), (10.5, 9.5, 0.01, 1), (10.75, 9.25, 0.5, 1.5), (10.75, 9.25, 0.5, 1),
        (10.25, 9.75, 0.1, 0.5), (10.25, 9.75, 0.1, 0.5000000000001), (9.75, 10.25, 0.1, 0.5), (9.75, 10.25, 0.1, 1e-10),
        (11.5, 8.5, 2, 3), (8.5, 11.5, 2, 1), (13, 7, 0.2, 0.8), (10.1, 9.9, 1, 0.2), (10.1, 9.9, 1, 1), (10, 10, 1, -1),
        (10.25, 9.75, 1, -0.5),
    ]
    for mu_l, mu_r, t, w in grid:
        cases.append((f"paper mu_L={mu_l} mu_R={mu_r} T={t} w={w}", paper, at([mu_l, mu_r], t), w, both))
    odd = two_level(10.5, 9.5, 0.3, 0.7)
    narrow = two_level(10.5, 9.5, 0.02, 0.02)
    for label, spec in (("gammas 0.3, 0.7", odd), ("gammas 0.02", narrow)):
        for mu_l, mu_r, t, w in ((10, 10, 0.5, 1), (10.5, 9.5, 0.25, 1), (10, 10, 1, 0.25), (9.25, 10.75, 0.75, 0.5)):
            cases.append((f"two-level {label} mu_L={mu_l} mu_R={mu_r} T={t} w={w}", spec, at([mu_l, mu_r], t), w, both))
    rng = random.Random(20240607)
    pairs2, pairs3 = [("L", "R"), ("R", "L"), ("L", "L")], [("L", "R"), ("C", "L"), ("R", "R")]
    for n in range(1, 6):
        for k in range(10):
            electrodes, modes = 2 + k % 2, 1 + k % 3
            spec = random_junction(rng, n, electrodes, modes, real=k == 4)
            t = round(math.exp(rng.uniform(math.log(0.05), math.log(3))), 3)
            mus = [round(rng.uniform(-1.5, 1.5), 3) for _ in range(electrodes)]
            w = round(rng.uniform(0.05, 3), 3)
            label = ""
            if k == 5:  # x = 0 for pair LR, exactly
                mus, w, label = [0.75, 0.125, -0.25][:electrodes], 0.625, ", x=0 in LR"
            if k == 6:
                mus, w, label = [0.25] * electrodes, 1e-10, ", tiny w"
            if k == 7:
                mus, w, label = [0.75, 0.125, -0.25][:electrodes], 0.6250000000001, ", tiny x in LR"
            if k == 8:
                mus, w, label = [0.25] * electrodes, 0, ", w=0"
            cases.append((f"random N={n} #{k} electrodes={electrodes} modes={modes}{label}", spec, at(mus, t), w,
                          pairs2 if electrodes == 2 else pairs3))
    for mu_l, mu_r, tl, tr, w in ((10, 10, 1, 0.5, 1), (10.5, 9.5, 0.25, 1, 1), (10.5, 9.5, 0.25, 1, 1.25),
                                  (10, 10, 0.3, 0.6, 1e-10),
                                  (9, 11, 2, 0.5, 0.4)):
        cases.append((f"paper T_L={tl} T_R={tr} mu_L={mu_l} mu_R={mu_r} w={w}", paper, at([mu_l, mu_r], [tl, tr]), w, both))
    for k in range(8):
        n, electrodes, modes = 1 + k % 5, 2 + k % 2, 1 + k % 3
        spec = random_junction(rng, n, electrodes, modes)
        temps = [round(math.exp(rng.uniform(math.log(0.1), math.log(2))), 3) for _ in range(electrodes)]
        mus = [round(rng.uniform(-1, 1), 3) for _ in range(electrodes)]
        cases.append((f"random N={n} unequal temperatures #{k}", spec, at(mus, temps), round(rng.uniform(0.1, 2), 3),
                      pairs2 if electrodes == 2 else pairs3))
    return cases


LAMBDA_CHECKS = {  # known to 17 digits from elsewhere: paper's junction, mu = 10, T = 1
    ("LR", 1): "0.24195418410781966", ("RL", 1): "0.011790350184342876",
    ("LR", 0.3): "0.024354878393729400", ("LR", 2): "0.087758818578617194",
}


def make_lambda():
    ctx.prec = 220
    mp.dps = 60
    fine_n, coarse_n, digits = 36, 28, 23
    cases, worst, start = [], 99.0, time.time()
    for name, spec, point, w, pairs in lambda_cases():
        j = Junction(spec, point)
        values = []
        for a, b in pairs:
            fine, coarse = pair_integrals(j, a, b, w, fine_n), pair_integrals(j, a, b, w, coarse_n)
            agreement = worst_agreement(fine, coarse)
            worst = min(worst, agreement)
            entry = {"pair": [a, b], "x": text(arb(w) - arb(j.mu[a]) + arb(j.mu[b]), digits)}
            for q in QUANTITIES:
                entry[q] = None if fine[q] is None else clean(fine[q], digits, scales_of(fine, q))
            entry["agreementDigits"] = math.floor(agreement)
            values.append(entry)
            if name.startswith("paper mu_L=10 mu_R=10 T=1 ") and (a + b, w) in LAMBDA_CHECKS:
                known = mpf(LAMBDA_CHECKS[a + b, w])
                gap = abs(to_mpf(fine["lambda"][0][0].real) / known - 1)
                assert gap < 1e-16, (name, a, b, gap)
        cases.append({"name": name, "junction": spec, "point": point, "w": w, "values": values})
        print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("lambda.json", {
        "meta": {
            "content": "EHP density of states Lambda_mn^{ab}(w), Lambda/x, emission E, absorption Ab, and the first moment "
                       "of Lambda about mu_a; matrices over modes (m, n)",
            "x": "w - mu_a + mu_b, exact for the given doubles",
            "nodesPerPanel": [fine_n, coarse_n], "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


# ---------------------------------------------------------------- lambda, large and extreme

def zero_temperature_integrals(j, a, b, w, n):
    """pair_integrals in the limit T_a = T_b = 0: Lambda/x is the mean of tr/2pi over the window from mu_a to mu_a + x."""
    aw, mu_a = arb(w), arb(j.mu[a])
    x = aw - mu_a + arb(j.mu[b])
    k = len(j.m)
    zero = [[acb(0)] * k for _ in range(k)]
    if x.is_zero():
        places = [(arb(0), arb(1))]
    else:
        size = float(x)
        s = [(z + shift - j.mu[a]) / size for p in j.poles for z in (p, p.conjugate()) for shift in (0, w)]
        places = nodes(panels(0.0, 1.0, s), n)
    over, first = acb_mat(k, k, [0] * (k * k)), acb_mat(k, k, [0] * (k * k))
    for s, weight in places:  # e = mu_a + x s
        e = mu_a + x * s
        aa, ab = j.spectral(e, (a,))[a], j.spectral(e - aw, (b,))[b]
        table = traces([m * aa for m in j.m], [m * ab for m in j.m]) * acb(weight / (2 * arb.pi()))
        over += table
        first += table * acb(s)
    over, first = (over + dagger(over)) * acb(0.5), (first + dagger(first)) * acb(0.5)

    def rows(table, factor):
        return [[table[m, p] * factor for p in range(k)] for m in range(k)]

    values = {"x": x, "lambda": rows(over, x), "lambdaOverX": rows(over, 1), "lambdaMoment": rows(first, x * x),
              "lambdaMomentOverX": rows(first, x), "momentScale": rows(first, abs(x))}
    values["emission"] = rows(over, -x) if x < 0 else zero
    values["absorption"] = rows(over, x) if x > 0 else zero
    return values


def large_junction(rng, n, electrodes, modes):
    """Complex Hermitian H and M, broadenings V V^+ of random rank with V in units of 1/100; every pole 0.01 or more below the axis."""
    while True:
        spec = {
            "hamiltonian": random_hermitian(rng, n, 1.5, 0.5, digits=2),
            "electrodes": {"LRC"[i]: {"broadening": random_broadening(rng, n, rng.randint(1, n), rng.randint(15, 50), unit=1e4)}
                           for i in range(electrodes)},
            "modes": [{"omega": round(rng.uniform(0.4, 1.6), 2), "coupling": random_hermitian(rng, n, 0.5, 0.5, digits=2)}
                      for _ in range(modes)],
            "damping": 0.5,
        }
        if max(z.imag for z in Junction(spec, at([0] * electrodes, 1)).poles) < -0.01:
            return spec


def defective_two(distance):
    """Two degenerate levels coupled by t = 1/4: Heff is defective where the broadenings differ by 4 t."""
    return {
        "hamiltonian": [[0, 0.25], [0.25, 0]],
        "electrodes": {"L": {"broadening": [[1 + distance, 0], [0, 0.125]]},
                       "R": {"broadening": [[0.25, 0], [0, 0.125]]}},
        "modes": [{"omega": 1, "coupling": [[0.3, {"re": 0.2, "im": 0.1}], [{"re": 0.2, "im": -0.1}, -0.4]]}],
        "damping": 0.5,
    }


def defective_three(distance):
    """Heff = U - i 5/8 with U strictly upper triangular at distance 0: a threefold pole, one eigenvector.
    H = (U + U^+)/2, Gamma_L + Gamma_R = 5/4 + i (U - U^+).  H_13 + distance splits the poles by distance^(1/3)."""
    u, h, g = {(0, 1): 0.5, (0, 2): 0.25j, (1, 2): 0.25 - 0.25j}, [[0] * 3 for _ in range(3)], [[0] * 3 for _ in range(3)]
    for (i, k), z in u.items():
        half, turned = z / 2, 1j * z
        h[i][k], h[k][i] = ({"re": half.real, "im": s * half.imag} for s in (1.0, -1.0))
        g[i][k], g[k][i] = ({"re": turned.real, "im": s * turned.imag} for s in (1.0, -1.0))
    for i, x in enumerate((1, 0.75, 0.875)):
        g[i][i] = x
    for z in (h[0][2], h[2][0]):
        z["re"] += distance
    other = [[0.25, 0, 0], [0, 0.5, 0], [0, 0, 0.375]]
    coupling = [[0.2, {"re": 0.3, "im": 0.1}, 0.1], [{"re": 0.3, "im": -0.1}, -0.3, {"re": 0, "im": 0.2}],
                [0.1, {"re": 0, "im": -0.2}, 0.4]]
    return {
        "hamiltonian": h,
        "electrodes": {"L": {"broadening": g}, "R": {"broadening": other}},
        "modes": [{"omega": 1, "coupling": coupling}],
        "damping": 0.5,
    }


def lambda_large_cases():
    """(name, junction, point, w, pairs)"""
    cases = []
    rng = random.Random(86420)
    number = 0
    sizes = {1: "21 32", 2: "23 31 22", 3: "32 21 23", 4: "21 32 22 31 23 21 22", 5: "21 31",  # electrodes, modes
             6: "21 31 22 21 23 21 21", 7: "21 31", 8: "21 31 21 22 21 21 21"}
    for n, list_of_sizes in sizes.items():
        for k, (electrodes, modes) in enumerate(map(int, size) for size in list_of_sizes.split()):
            spec = large_junction(rng, n, electrodes, modes)
            t = round(math.exp(rng.uniform(math.log(0.03), math.log(3))), 3)
            mus = [round(rng.uniform(-1.5, 1.5), 3) for _ in range(electrodes)]
            w, label, temps = round(rng.uniform(0.05, 4), 3), "", t
            if number % 10 == 3:
                mus, w, label = [0.75, 0.125, -0.25][:electrodes], 0.625, ", x=0 in LR"
            if number % 10 == 6:
                mus, w, label = [0.75, 0.125, -0.25][:electrodes], 0.6250000000001, ", tiny x in LR"
            if number % 10 == 8:
                mus, w, label = [0.25] * electrodes, 0, ", w=0"
            if number % 5 == 4:
                temps = [round(math.exp(rng.uniform(math.log(0.1), math.log(2))), 3) for _ in range(electrodes)]
                label = ", unequal temperatures"
            pairs = [("L", "R"), ("R", "L") if k % 3 else ("L", "L")] if electrodes == 2 else [("L", "R"), ("C", "L")]
            pairs = pairs[:1] if n > 2 and modes == 3 else pairs
            cases.append((f"random N={n} #{k} electrodes={electrodes} modes={modes}{label}", spec, at(mus, temps), w, pairs))
            number += 1
    both = [("L", "R"), ("R", "R")]
    for n in (2, 3):
        spec = large_junction(rng, n, 2, 1)
        for t in (1e-8, 1e-4, 100, 1e6):
            cases.append((f"extreme N={n} T={t:g}", spec, at([0.375, -0.25], t), 0.875, both))
    for n in (1, 2, 3, 4):
        spec = large_junction(rng, n, 2, 1 + (n == 3))
        for mus, w, label in (([0.375, -0.25], 0.9, "window"), ([0.375, -0.25], 0.625, "x=0 in LR"),
                              ([0.875, -0.25], 0.4, "x<0 in LR"), ([0.375, -0.25], 0.6250000000001, "tiny x in LR")):
            if n in (1, 4) and label not in ("window", "x=0 in LR"):
                continue
            cases.append((f"T=0 N={n} {label}", spec, at(mus, 0), w, both if n > 1 else both[:1]))
    for distance in (0, 1e-12, 1e-8, 1e-4, 1e-2):
        cases.append((f"defective N=2, distance {distance:g}", defective_two(distance), at([0.25, -0.25], 0.2), 0.75, both))
    for distance in (0, 1e-12, 1e-8, 1e-4, 1e-2):
        cases.append((f"defective N=3, threefold, distance {distance:g}", defective_three(distance), at([0.25, -0.25], 0.2), 0.75,
                      both))
    cases.append(("defective N=2, w=0", defective_two(0), at([0.25, 0.25], 0.2), 0, both))
    cases.append(("defective N=3, threefold, x=0 in LR", defective_three(0), at([0.5, -0.25], 0.4), 0.75, both))
    return cases


def make_lambda_large():
    ctx.prec = 200
    mp.dps = 50
    fine_n, coarse_n, digits = 30, 24, 21
    cases, worst, start = [], 99.0, time.time()
    for name, spec, point, w, pairs in lambda_large_cases():
        j = Junction(spec, point)
        values = []
        for a, b in pairs:
            route = pair_integrals if j.t[a] > 0 else zero_temperature_integrals
            fine, coarse = (route(j, a, b, w, count) for count in (fine_n, coarse_n))
            agreement = min(40.0, worst_agreement(fine, coarse, MORE_QUANTITIES, own_scales_of))
            worst = min(worst, agreement)
            entry = {"pair": [a, b], "x": text(fine["x"], digits)}
            for q in MORE_QUANTITIES:
                entry[q] = None if fine[q] is None else clean(fine[q], digits, own_scales_of(fine, q))
            entry["agreementDigits"] = math.floor(agreement)
            values.append(entry)
        cases.append({"name": name, "junction": spec, "point": point, "w": w, "values": values})
        print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("lambda-large.json", {
        "meta": {
            "content": "as lambda.json, for up to eight levels, extreme temperatures, T = 0 and defective Heff; "
                       "lambdaMomentOverX: the first moment of Lambda about mu_a, over x",
            "x": "w - mu_a + mu_b, exact for the given doubles",
            "zeroTemperature": "the limit T_a = T_b -> 0; at x = 0 its limit x -> 0",
            "nodesPerPanel": [fine_n, coarse_n], "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


# ---------------------------------------------------------------- currents

def rough_quadratic_roots(k_diag, damping):
    """Double-precision zeros of det(w^2 - K + i w gamma), for the panels."""
    n = len(k_diag)
    m = acb_mat(2 * n, 2 * n, [0] * (4 * n * n))
    for i in range(n):
        m[i, n + i] = 1
        m[n + i, i] = acb(k_diag[i] ** 2)
        for p in range(n):
            m[n + i, n + p] = -acb(0, 1) * damping[i, p]
    return rough_eigenvalues(m)


def frequency_panels(j, pairs, cut=75.0):
    s = []
    for z in rough_quadratic_roots(j.omega, j.damping):
        s += [z, z.conjugate()]
    for p in j.poles:
        for q in j.poles:
            s += [p.conjugate() - q, p - q.conjugate()]
    top = 0.0
    for a, b in pairs:
        s += [complex(j.mu[a] - j.mu[b], sign * math.pi * (j.t[a] + j.t[b])) for sign in (1, -1)]
        for z in j.poles:
            for sign in (1, -1):
                s.append(complex(j.mu[a] - z.real, sign * (abs(z.imag) + math.pi * j.t[a])))
                s.append(complex(z.real - j.mu[b], sign * (abs(z.imag) + math.pi * j.t[b])))
        top = max(top, j.mu[a] - j.mu[b] + cut * max(j.t[a], j.t[b]))
    s += [complex(0, 2 * math.pi * j.tph), complex(0, -2 * math.pi * j.tph)]
    return panels(0.0, max(top, cut * j.tph), s)


def two_level_currents(spec, point, n):
    """Both channels, with scalar Lorentzians A = gamma/((e-eps)^2 + gamma^2/4)."""
    j = Junction(spec, point)
    level = {"L": j.h[0, 0].real, "R": j.h[1, 1].real}
    gamma = {"L": j.gamma["L"][0, 0].real, "R": j.gamma["R"][1, 1].real}
    m2 = j.m[0][0, 1].real ** 2
    omega2, damp, tph = arb(j.omega[0]) ** 2, j.damping[0, 0].real, j.tph_exact
    channels = (("L", "R"), ("R", "L"))
    out = {key: arb(0) for key in ("J_LR", "J_RL", "I_LR", "I_RL", "Q_L", "Q_R")}
    for w, weight in nodes(frequency_panels(j, channels), n):
        occupation = 1 / (w / tph).expm1()
        a_ph = 2 * w * damp / ((w * w - omega2) ** 2 + (w * damp) ** 2)
        for a, b in channels:
            mu_a, mu_b, t_a, t_b = arb(j.mu[a]), arb(j.mu[b]), arb(j.t[a]), arb(j.t[b])
            up, down = 1 + occupation, occupation
            ga, gb, ea0, eb0 = (gamma[a] / 2) ** 2, (gamma[b] / 2) ** 2, level[a], level[b] + w
            mu_bw = mu_b + w
            equal = j.t[a] == j.t[b]
            factor = ((mu_a - mu_bw) / t_a).exp()
            zeroth, first = arb(0), arb(0)
            for e, v in nodes(j.energy_panels(float(w), [(a, b)]), n):
                ea = ((e - mu_a) / t_a).exp()
                eb = ea * factor if equal else ((e - mu_bw) / t_b).exp()
                term = v * (eb * up - ea * down) / (
                    (1 + ea) * (1 + eb) * ((e - ea0) ** 2 + ga) * ((e - eb0) ** 2 + gb))
                zeroth += term
                first += term * e
            scale = weight * a_ph * m2 * gamma[a] * gamma[b] / (4 * arb.pi() ** 2)
            zeroth, first = zeroth * scale, first * scale
            out["J_" + a + b] += w * zeroth
            out["I_" + a + b] += zeroth
            out["Q_" + a] += first - mu_a * zeroth
            out["Q_" + b] -= first - mu_bw * zeroth
    out["J"] = out["J_LR"] + out["J_RL"]
    out["I"] = out["I_LR"] - out["I_RL"]
    return out


def general_currents(spec, point, n):
    """J^{ab} of every pair, with matrices; modes are contracted with A_ph inside the energy integral."""
    j = Junction(spec, point)
    pairs = [(a, b) for a in j.names for b in j.names]
    k = len(j.m)
    out = {"J_" + a + b: arb(0) for a, b in pairs}
    unit = acb_mat(k, k, [1 if i == p else 0 for i in range(k) for p in range(k)])
    stiff = acb_mat(k, k, [acb(arb(j.omega[i]) ** 2) if i == p else 0 for i in range(k) for p in range(k)])
    mu, t, tph = {a: arb(j.mu[a]) for a in j.names}, {a: arb(j.t[a]) for a in j.names}, j.tph_exact
    for w, weight in nodes(frequency_panels(j, pairs), n):
        down = 1 / (w / tph).expm1()
        up = 1 + down
        d = (unit * acb(w * w) - stiff + j.damping * acb(0, w)).solve(unit)
        a_ph = d * (j.damping * acb(2 * w)) * dagger(d)
        mixed = []  # sum_n A_ph,nm M^n
        for m in range(k):
            total = j.m[0] * a_ph[0, m]
            for p in range(1, k):
                total = total + j.m[p] * a_ph[p, m]
            mixed.append(total)
        sums = {pair: arb(0) for pair in pairs}
        for e, v in nodes(j.energy_panels(float(w), pairs), n):
            first, second = j.spectral(e), j.spectral(e - w)
            left = {a: [m * first[a] for m in j.m] for a in j.names}
            right = {b: [m * second[b] for m in mixed] for b in j.names}
            ea = {a: ((e - mu[a]) / t[a]).exp() for a in j.names}
            eb = {b: ((e - w - mu[b]) / t[b]).exp() for b in j.names}
            for a, b in pairs:
                tr = (left[a][0] * right[b][0]).trace()
                for m in range(1, k):
                    tr += (left[a][m] * right[b][m]).trace()
                sums[a, b] += tr.real * v * (eb[b] * up - ea[a] * down) / ((1 + ea[a]) * (1 + eb[b]))
        scale = weight * w / (4 * arb.pi() ** 2)
        for a, b in pairs:
            out["J_" + a + b] += scale * sums[a, b]
    out["J"] = sum(out.values(), arb(0))
    return out


# J and I known to 22 digits from another route, for the decimals 1.4 and 0.02 rather than their doubles
CURRENT_CHECKS = [
    ("P1", at([10, 10], 1.5, "0.5"), "0.5", "0.05002017262531552212158", "0.04425100714643945940682"),
    ("P2", at([8, 8], 1, "1.4"), "0.5", "-0.01411964265723908752045", "-0.0120393993066000150604"),
    ("P3", at([10, 10], 0.75, "1.25"), "0.02", "-0.07373277375399425887917", "-0.06750078892384017694752"),
]


def current_cases():
    cases = [
        ("P1", two_level(), at([10, 10], 1.5, 0.5)),
        ("P2", two_level(), at([8, 8], 1, 1.4)),
        ("P3", two_level(damping=0.02), at([10, 10], 0.75, 1.25)),
        ("bias V=-1, T=0.25", two_level(), at([9.5, 10.5], 0.25, 0.25)),
        ("bias V=-2, T=1", two_level(), at([9, 11], 1, 1)),
        ("bias V=+1=Omega, T=0.3", two_level(), at([10.5, 9.5], 0.3, 0.3)),
        ("underdamped, gamma_ph=0.001", two_level(damping=0.001), at([10, 10], 0.75, 0.5)),
        ("overdamped, gamma_ph=3", two_level(damping=3), at([10, 10], 0.5, 1)),
        ("T_e/T_ph=20", two_level(), at([10, 10], 2, 0.1)),
        ("low temperatures", two_level(), at([10, 10], 0.05, 0.0625)),
        ("asymmetric levels and broadenings, bias", two_level(10.7, 9.2, 0.3, 0.8, 0.4, 1.3, 0.2), at([10.4, 9.8], 0.4, 0.6)),
        ("bias V=-6, T=0.1", two_level(), at([7, 13], 0.1, 0.1)),
        ("unequal electrode temperatures, no bias", two_level(), at([10, 10], [1, 0.5], 0.75)),
        ("unequal electrode temperatures, bias V=-1", two_level(), at([9.5, 10.5], [0.3, 0.6], 0.4)),
        ("unequal electrode temperatures, bias V=+1", two_level(damping=0.1), at([10.5, 9.5], [0.5, 1.25], 0.5)),
    ]
    rng = random.Random(31415)
    damping = [[0.5, 0.15], [0.15, 0.3]]
    general = []
    for electrodes, mus, temps, bath in ((2, [0.2, 0.2], 0.9, 0.5), (2, [0.6, -0.4], 0.5, 0.5),
                                         (3, [0.5, -0.3, 0.1], 0.6, 0.8)):
        spec = random_junction(rng, 3, electrodes, 2)
        spec["damping"] = damping
        label = "biased" if len(set(mus)) > 1 else "unbiased"
        general.append((f"N=3, two modes coupled by damping, {electrodes} electrodes, {label}", spec, at(mus, temps, bath)))
    return cases, general


def make_currents():
    ctx.prec = 150
    mp.dps = 45
    digits = 26
    two, general = current_cases()
    # the same junction by both routes, coarse: the scalar and the matrix code must agree
    a, b = two_level_currents(*two[0][1:], 10), general_currents(*two[0][1:], 10)
    assert float(abs(a["J_LR"] / b["J_LR"] - 1)) < 1e-20 and float(abs(b["J_LL"])) == 0
    for name, point, damp, *known in CURRENT_CHECKS:
        found = two_level_currents(two_level(damping=damp), point, 34)
        for k, value in zip("JI", known):
            gap = abs(to_mpf(found[k]) / mpf(value) - 1)
            print(f"{name} {k} = {text(found[k], digits)}  against {value}: {mp.nstr(gap, 3)}", flush=True)
            assert gap < 1e-21, (name, k, gap)
    cases, worst, start = [], 99.0, time.time()
    for kind, sets, route, counts in (("two-level", two, two_level_currents, (34, 27)),
                                      ("general", general, general_currents, (30, 24))):
        for name, spec, point in sets:
            fine, coarse = (route(spec, point, n) for n in counts)
            scale = max(abs(to_mpf(v)) for k, v in fine.items() if k[0] == "J")
            agreement = 99.0
            for k in fine:
                size = abs(to_mpf(fine[k]))
                if size < 1e-24 * scale:  # zero by detailed balance or symmetry; only rounding is left
                    assert size < 1e-32 * scale, (name, k, size)
                    fine[k] = coarse[k] = arb(0)
                    continue
                gap = float(abs(to_mpf(fine[k]) - to_mpf(coarse[k])) / size)
                if gap > 0:
                    agreement = min(agreement, -math.log10(gap))
            worst = min(worst, agreement)
            values = {k: text(v, digits) for k, v in fine.items()}
            entry = {"name": name, "kind": kind, "junction": spec, "point": point, "values": values,
                     "nodesPerPanel": list(counts), "agreementDigits": math.floor(agreement)}
            if kind == "two-level":
                bias = arb(point["electrodes"]["L"]["mu"]) - arb(point["electrodes"]["R"]["mu"])
                gap = abs(to_mpf(fine["Q_L"] + fine["Q_R"] + bias * fine["I"] - fine["J"]) / scale)
                assert gap < 1e-28, (name, "energy balance", gap)
                p = point["electrodes"]
                entropy = (-to_mpf(fine["Q_L"]) / p["L"]["temperature"] - to_mpf(fine["Q_R"]) / p["R"]["temperature"]
                           + to_mpf(fine["J"]) / point["bath"]["temperature"])
                assert entropy > -1e-28, (name, "second law", entropy)
            cases.append(entry)
            print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("currents.json", {
        "meta": {
            "content": "J: energy per time into the bosons (Eq. 8), J_ab per channel a -> b; I: electrons per time L to R, "
                       "I = I_LR - I_RL; Q_a: heat leaving electrode a",
            "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


# ---------------------------------------------------------------- heat

CHANNEL = ("J", "I", "heatFrom", "heatTo")


def heat_currents(spec, point, n):
    """Every channel of a junction whose levels are not hybridised: H diagonal, electrode i on level i only,
    A_i = gamma_i/((e - eps_i)^2 + gamma_i^2/4), tr[M^m A_a M^n A_b] = M^m_ba M^n_ab A_a(e) A_b(e-w)."""
    j = Junction(spec, point)
    level = {a: j.h[i, i].real for i, a in enumerate(j.names)}
    gamma = {a: j.gamma[a][i, i].real for i, a in enumerate(j.names)}
    for i in range(j.n):
        for p in range(j.n):
            assert i == p or j.h[i, p] == 0
            assert all(j.gamma[a][i, p] == 0 for q, a in enumerate(j.names) if (i, p) != (q, q))
    k = len(j.m)
    index = {a: i for i, a in enumerate(j.names)}
    channels = [(a, b) for a in j.names for b in j.names if any(m[index[b], index[a]] != 0 for m in j.m)]
    unit = acb_mat(k, k, [1 if i == p else 0 for i in range(k) for p in range(k)])
    stiff = acb_mat(k, k, [acb(arb(j.omega[i]) ** 2) if i == p else 0 for i in range(k) for p in range(k)])
    out = {channel: dict.fromkeys(CHANNEL, arb(0)) for channel in channels}
    size = {channel: dict.fromkeys(CHANNEL, arb(0)) for channel in channels}
    for w, weight in nodes(frequency_panels(j, channels), n):
        down = 1 / (w / j.tph_exact).expm1()
        up = 1 + down
        d = (unit * acb(w * w) - stiff + j.damping * acb(0, w)).solve(unit)
        a_ph = d * (j.damping * acb(2 * w)) * dagger(d)
        for a, b in channels:
            ia, ib = index[a], index[b]
            coupling = sum((a_ph[p, m] * j.m[m][ib, ia] * j.m[p][ia, ib] for m in range(k) for p in range(k)), acb(0)).real
            mu_a, mu_bw, t_a, t_b = arb(j.mu[a]), arb(j.mu[b]) + w, arb(j.t[a]), arb(j.t[b])
            ga, gb, ea0, eb0 = (gamma[a] / 2) ** 2, (gamma[b] / 2) ** 2, level[a], level[b] + w
            zeroth, from_a, to_b, all_from, all_to = arb(0), arb(0), arb(0), arb(0), arb(0)
            for e, v in nodes(j.energy_panels(float(w), [(a, b)]), n):
                over_a, over_b = e - mu_a, e - mu_bw
                ea, eb = (over_a / t_a).exp(), (over_b / t_b).exp()
                term = v * (eb * up - ea * down) / (
                    (1 + ea) * (1 + eb) * ((e - ea0) ** 2 + ga) * ((e - eb0) ** 2 + gb))
                zeroth += term
                from_a += term * over_a
                to_b += term * over_b
                all_from += abs(term * over_a)
                all_to += abs(term * over_b)
            scale = weight * coupling * gamma[a] * gamma[b] / (4 * arb.pi() ** 2)
            for key, value, absolute in zip(CHANNEL, (w * zeroth, zeroth, from_a, to_b),
                                            (w * abs(zeroth), abs(zeroth), all_from, all_to)):
                out[a, b][key] += scale * value
                size[a, b][key] += abs(scale) * absolute
    return out, size


def single_levels(levels, broadenings, couplings, omegas, damping):
    """Electrode i on level i; couplings: one matrix per mode."""
    n = len(levels)
    return {
        "hamiltonian": [[levels[i] if i == p else 0 for p in range(n)] for i in range(n)],
        "electrodes": {"LRC"[a]: {"broadening": [[broadenings[a] if i == p == a else 0 for p in range(n)] for i in range(n)]}
                       for a in range(n)},
        "modes": [{"omega": omega, "coupling": m} for omega, m in zip(omegas, couplings)],
        "damping": damping,
    }


def heat_cases():
    """(name, junction, point)"""
    rng = random.Random(1357)

    def off_diagonal(n, diagonal=0.0):
        m = random_hermitian(rng, n, 0.5, 0.6, digits=2)
        for i in range(n):
            m[i][i] = round(m[i][i] * diagonal, 2) if diagonal else 0
        return m

    pair = ([0.5, -0.5], [0.5, 0.3])
    triple = ([0.6, -0.4, 0.1], [0.4, 0.5, 0.3])
    two = single_levels(*pair, [off_diagonal(2), off_diagonal(2)], [1, 0.7], [[0.5, 0.2], [0.2, 0.4]])
    diagonal = single_levels(*pair, [off_diagonal(2, 1)], [1], 0.3)
    three = single_levels(*triple, [off_diagonal(3)], [1], 0.4)
    broad = single_levels(*triple, [off_diagonal(3)], [0.8], 1.9)
    narrow = single_levels(*triple, [off_diagonal(3)], [1], 1e-3)
    coupled = single_levels(*triple, [off_diagonal(3), off_diagonal(3)], [1, 1.3],
                            [[0.4, {"re": 0.1, "im": 0}], [{"re": 0.1, "im": 0}, 0.3]])
    return [
        ("two levels, bias V=-0.5, T_e=0.5, T_ph=0.4", two_level(), at([9.75, 10.25], 0.5, 0.4)),
        ("two levels, no bias, T_e=0.75, T_ph=0.5", two_level(10.7, 9.2, 0.3, 0.8), at([10.1, 10.1], 0.75, 0.5)),
        ("two levels, T_L=0.8, T_R=0.4", two_level(), at([10, 10], [0.8, 0.4], 0.5)),
        ("two levels, T_L=0.4, T_R=0.8, bias V=-1", two_level(), at([9.5, 10.5], [0.4, 0.8], 0.5)),
        ("two levels, gamma_ph=0.001", two_level(damping=1e-3), at([9.75, 10.25], 0.5, 0.4)),
        ("two levels, gamma_ph=0.001, T_L=0.3, T_R=0.9", two_level(damping=1e-3), at([10.25, 9.75], [0.3, 0.9], 0.6)),
        ("two levels, gamma_ph=1.9", two_level(damping=1.9), at([10.25, 9.75], 0.6, 0.5)),
        ("two levels, overdamped, gamma_ph=3", two_level(damping=3), at([9.75, 10.25], [0.7, 0.4], 0.5)),
        ("two levels, critically damped, gamma_ph=2", two_level(damping=2), at([9.75, 10.25], 0.4, 0.6)),
        ("two levels, diagonal couplings", diagonal, at([0.25, -0.25], [0.6, 0.4], 0.5)),
        ("two levels, two modes coupled by damping", two, at([0.3, -0.2], 0.5, 0.4)),
        ("two levels, two modes coupled by damping, T_L=0.6, T_R=0.3", two, at([-0.2, 0.3], [0.6, 0.3], 0.4)),
        ("three levels, equal temperatures", three, at([0.3, -0.2, 0.1], 0.5, 0.4)),
        ("three levels, T_L=0.7, T_R=0.4, T_C=0.5", three, at([0.3, -0.2, 0.1], [0.7, 0.4, 0.5], 0.45)),
        ("three levels, gamma_ph=0.001, T_L=0.4, T_R=0.6, T_C=0.5", narrow, at([-0.2, 0.2, 0], [0.4, 0.6, 0.5], 0.5)),
        ("three levels, overdamped, gamma_ph=1.9, Omega=0.8", broad, at([0, 0, 0], 0.6, 0.4)),
        ("three levels, two modes coupled by damping", coupled, at([0.2, -0.3, 0], [0.5, 0.4, 0.6], 0.45)),
    ]


def make_heat():
    ctx.prec = 140
    mp.dps = 40
    fine_n, coarse_n, digits = 21, 17, 18
    cases, worst, start = [], 99.0, time.time()
    for name, spec, point in heat_cases():
        (fine, size), (coarse, _) = (heat_currents(spec, point, n) for n in (fine_n, coarse_n))
        place = point["electrodes"]
        agreement = 99.0
        for channel, values in fine.items():
            for key, value in values.items():
                gap = float(abs(to_mpf(value - coarse[channel][key])) / to_mpf(size[channel][key]))
                if gap > 0:
                    agreement = min(agreement, -math.log10(gap))
        worst = min(worst, agreement)
        heat = dict.fromkeys(place, arb(0))
        electrons = dict.fromkeys(place, arb(0))
        total = arb(0)
        for (a, b), v in fine.items():
            mu_ab = arb(place[a]["mu"]) - arb(place[b]["mu"])
            gap = abs(to_mpf(v["heatFrom"] - v["heatTo"] + mu_ab * v["I"] - v["J"])) / to_mpf(size[a, b]["heatFrom"])
            assert gap < 1e-28, (name, a, b, "energy balance", gap)
            heat[a] += v["heatFrom"]
            heat[b] -= v["heatTo"]
            electrons[a] += v["I"]
            electrons[b] -= v["I"]
            total += v["J"]
        sigma = total / arb(point["bath"]["temperature"])
        for a in place:
            sigma -= heat[a] / arb(place[a]["temperature"])
        assert to_mpf(sigma) > 0, (name, "second law")
        if spec == two_level() and place["L"]["temperature"] != place["R"]["temperature"]:  # the other code, once more
            other = two_level_currents(spec, point, fine_n)
            for key, value in (("J", total), ("I", electrons["L"]), ("Q_L", heat["L"]), ("Q_R", heat["R"])):
                assert abs(to_mpf(other[key] / value) - 1) < 1e-22, (name, key)
        values = {"J": total, "I": electrons["L"], "entropyProduction": sigma}
        values = {key: text(value, digits) for key, value in values.items()}
        values["heat"] = {a: text(v, digits) for a, v in heat.items()}
        values["electrons"] = {a: text(v, digits) for a, v in electrons.items()}
        values["channels"] = [{"from": a, "to": b, **{key: text(v, digits) for key, v in row.items()}}
                              for (a, b), row in fine.items()]
        cases.append({"name": name, "junction": spec, "point": point, "values": values,
                      "agreementDigits": math.floor(agreement)})
        print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("heat.json", {
        "meta": {
            "content": "by channel a -> b: J (energy per time into the bosons), I (electrons per time), heatFrom = int (e - mu_a) r "
                       "taken from a, heatTo = int (e - w - mu_b) r brought to b; their sums: J, electrons and heat leaving each "
                       "electrode, I = those of L, entropyProduction = J/T_ph - sum_a heat_a/T_a",
            "nodesPerPanel": [fine_n, coarse_n], "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


# ---------------------------------------------------------------- noise

def transmission(j, a, b, a_ph):
    """tr[M^m A_a(e) M^n A_b(e-w)] A_ph,nm as a function of e and e-w; Lorentzians where a and b broaden one level each."""
    k = len(j.m)
    own = {c: [i for i in range(j.n) if any(j.gamma[c][i, p] != 0 for p in range(j.n))] for c in (a, b)}
    is_diagonal = all(j.heff[i, p] == 0 for i in range(j.n) for p in range(j.n) if i != p)
    if is_diagonal and len(own[a]) == len(own[b]) == 1:
        ia, ib = own[a][0], own[b][0]
        ga, gb = j.gamma[a][ia, ia].real, j.gamma[b][ib, ib].real
        ea, eb, ha, hb = j.h[ia, ia].real, j.h[ib, ib].real, (ga / 2) ** 2, (gb / 2) ** 2
        c = sum((a_ph[p, m] * j.m[m][ib, ia] * j.m[p][ia, ib] for m in range(k) for p in range(k)), acb(0)).real * ga * gb
        return lambda e, below: c / (((e - ea) ** 2 + ha) * ((below - eb) ** 2 + hb))

    def general(e, below):
        aa, ab = j.spectral(e, (a,))[a], j.spectral(below, (b,))[b]
        table = traces([m * aa for m in j.m], [m * ab for m in j.m])
        return sum((a_ph[p, m] * table[m, p] for m in range(k) for p in range(k)), acb(0)).real
    return general


def event_moments(spec, point, n):
    """int_0^inf dw/2pi w^k {emission, absorption} of every ordered pair of electrodes, k = 0, 1, 2."""
    j = Junction(spec, point)
    k = len(j.m)
    channels = [(a, b) for a in j.names for b in j.names]
    unit = acb_mat(k, k, [1 if i == p else 0 for i in range(k) for p in range(k)])
    stiff = acb_mat(k, k, [acb(arb(j.omega[i]) ** 2) if i == p else 0 for i in range(k) for p in range(k)])
    out = {channel: [[arb(0)] * 3, [arb(0)] * 3] for channel in channels}
    for w, weight in nodes(frequency_panels(j, channels), n):
        down = 1 / (w / j.tph_exact).expm1()
        up = 1 + down
        d = (unit * acb(w * w) - stiff + j.damping * acb(0, w)).solve(unit)
        a_ph = d * (j.damping * acb(2 * w)) * dagger(d)
        for a, b in channels:
            t = transmission(j, a, b, a_ph)
            mu_a, mu_bw, t_a, t_b = arb(j.mu[a]), arb(j.mu[b]) + w, arb(j.t[a]), arb(j.t[b])
            emitted, absorbed = arb(0), arb(0)
            for e, v in nodes(j.energy_panels(float(w), [(a, b)]), n):
                ea, eb = ((e - mu_a) / t_a).exp(), ((e - mu_bw) / t_b).exp()
                term = v * t(e, e - w) / ((1 + ea) * (1 + eb))
                emitted += term * eb
                absorbed += term * ea
            scale = weight / (4 * arb.pi() ** 2)
            for power in range(3):
                out[a, b][0][power] += scale * up * emitted
                out[a, b][1][power] += scale * down * absorbed
                scale = scale * w
    return out


def noise_values(moments, names):
    """S_II, S_IJ, S_JJ of two electrodes, S_JJ alone of others; I and J besides."""
    value = {"J": sum((up[1] - down[1] for up, down in moments.values()), arb(0)),
             "S_JJ": sum((up[2] + down[2] for up, down in moments.values()), arb(0))}
    if len(names) == 2:
        (up, down), (pu, reverse) = moments[names[0], names[1]], moments[names[1], names[0]]
        value["I"] = up[0] - down[0] - pu[0] + reverse[0]
        value["S_II"] = up[0] + down[0] + pu[0] + reverse[0]
        value["S_IJ"] = up[1] + down[1] - pu[1] - reverse[1]
    return value


def noise_cases():
    """(name, junction, point)"""
    rng = random.Random(2468)
    diagonal = two_level(gr=0.4)
    diagonal["modes"][0]["coupling"] = [[0.2, 0.5], [0.5, -0.3]]
    two = single_levels([0.5, -0.5], [0.5, 0.3], [random_hermitian(rng, 2, 0.5, 0.6, digits=2) for _ in range(2)],
                        [1, 0.7], [[0.5, 0.2], [0.2, 0.4]])
    three = single_levels([0.6, -0.4, 0.1], [0.4, 0.5, 0.3], [random_hermitian(rng, 3, 0.5, 0.6, digits=2)], [1], 0.4)
    group = {  # levels 0 and 1, joined by H, on L; level 2 on R
        "hamiltonian": [[0.6, 0.2, 0], [0.2, 0.1, 0], [0, 0, -0.5]],
        "electrodes": {"L": {"broadening": [[0.5, 0, 0], [0, 0, 0], [0, 0, 0]]},
                       "R": {"broadening": [[0, 0, 0], [0, 0, 0], [0, 0, 0.4]]}},
        "modes": [{"omega": 1, "coupling": random_hermitian(rng, 3, 0.5, 0.6, digits=2)}],
        "damping": 0.3,
    }
    return [
        ("paper, T_e=1.5, T_ph=0.5", two_level(), at([10, 10], 1.5, 0.5)),
        ("paper, narrow mode, T_e=0.75, T_ph=1.25", two_level(damping=0.02), at([10, 10], 0.75, 1.25)),
        ("paper, bias V=2, T=0.1", two_level(), at([11, 9], 0.1, 0.1)),
        ("coupling also diagonal", diagonal, at([10.2, 9.9], 0.4, 0.3)),
        ("paper, T_L=0.8, T_R=0.3", two_level(), at([9.8, 10.1], [0.8, 0.3], 0.5)),
        ("two modes joined by damping, complex couplings", two, at([0.3, -0.2], 0.5, 0.4)),
        ("two modes joined by damping, T_L=0.6, T_R=0.3", two, at([-0.2, 0.3], [0.6, 0.3], 0.4)),
        ("three levels, three electrodes, T_C=0.6", three, at([0.3, -0.2, 0.1], [0.5, 0.5, 0.6], 0.4)),
        ("two levels joined by H on L", group, at([0.4, -0.3], 0.3, 0.5)),
    ]


def make_noise():
    ctx.prec = 140
    mp.dps = 40
    fine_n, coarse_n, digits = 19, 15, 18
    cases, worst, start = [], 99.0, time.time()
    for name, spec, point in noise_cases():
        fine, coarse = (event_moments(spec, point, n) for n in (fine_n, coarse_n))
        names = list(point["electrodes"])
        values, other = noise_values(fine, names), noise_values(coarse, names)
        scale = {"S_IJ": (to_mpf(values["S_II"]) * to_mpf(values["S_JJ"])) ** 0.5} if "S_II" in values else {}
        agreement = 99.0
        for key in values:
            size = abs(scale.get(key, to_mpf(values["S_" + 2 * key[-1]])))
            gap = float(abs(to_mpf(values[key] - other[key])) / size)
            if gap > 0:
                agreement = min(agreement, -math.log10(gap))
        worst = min(worst, agreement)
        for a in names:  # detailed balance of a bath whose electrodes are in equilibrium with the modes
            if place_is_still(point, a):
                for up, down in zip(*fine[a, a]):
                    assert abs(to_mpf(up - down)) <= 1e-25 * abs(to_mpf(up)), (name, a)
        cases.append({"name": name, "junction": spec, "point": point,
                      "values": {key: text(value, digits) for key, value in values.items()},
                      "agreementDigits": math.floor(agreement)})
        print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("noise.json", {
        "meta": {
            "content": "zero-frequency noise S_XY = int dt <<X(t) Y(0)>>, not doubled, of I (electrons from L to R) and J (energy "
                       "into the bosons) at lowest order; I and J besides",
            "nodesPerPanel": [fine_n, coarse_n], "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


def place_is_still(point, a):
    return point["electrodes"][a]["temperature"] == point["bath"]["temperature"]


# ---------------------------------------------------------------- self-energy

def self_energy(j, w, n, cut=100.0):
    """Pi_mn(w) as rows.  Below -reach every f is 1 to exp(-cut) and the integrand is an analytic function of u = -reach/e."""
    aw = arb(w)
    mu, t = {c: arb(j.mu[c]) for c in j.names}, {c: arb(j.t[c]) for c in j.names}
    s = [p + shift for z in j.poles for p in (z, z.conjugate()) for shift in (0.0, w, -w)]
    reach = max([12 * abs(z) for z in s] + [cut * j.t[c] - j.mu[c] for c in j.names] + [1.0])
    ladders = [complex(j.mu[c], sign * math.pi * j.t[c]) for c in j.names for sign in (1, -1)]
    top = max(j.mu[c] + cut * j.t[c] for c in j.names)
    tail = panels(0.0, 1.0, [-reach / z for z in s if z != 0])
    k = len(j.m)
    total = acb_mat(k, k, [0] * (k * k))

    def add(e, weight, occupied):
        g = j.green(e)
        filled = acb_mat(j.n, j.n, [0] * (j.n * j.n))
        for c in j.names:
            filled += j.gamma[c] * acb(occupied[c])
        filled = g * filled * dagger(g)  # sum_c f_c A_c
        advanced, retarded = dagger(j.green(e - aw)), j.green(e + aw)
        first = traces([m * filled for m in j.m], [m * advanced for m in j.m])
        second = traces([m * retarded for m in j.m], [m * filled for m in j.m])
        return (first + second) * acb(weight / (2 * arb.pi()))

    for e, weight in nodes(panels(-reach, top, s + ladders), n):
        total += add(e, weight, {c: 1 / (1 + ((e - mu[c]) / t[c]).exp()) for c in j.names})
    for u, weight in nodes(tail, n):
        total += add(-reach / u, weight * reach / (u * u), dict.fromkeys(j.names, 1))
    return [[total[m, p] for p in range(k)] for m in range(k)]


def self_energy_cases():
    """(name, junction, point, frequencies)"""
    rng = random.Random(97531)
    cases = [("paper mu=10 T=%g" % t, two_level(), at([10, 10], t), ws)
             for t, ws in ((0.01, [0.5, 1]), (0.25, [-3, 0, 1, 5]), (1, [1e-10, 1, 2]), (2, [1]), (10, [-1, 1, 5]))]
    cases.append(("paper mu_L=10.5 mu_R=9.5 T_L=0.3 T_R=0.6", two_level(), at([10.5, 9.5], [0.3, 0.6]), [-1, 0, 1, 1.7]))
    for n in (1, 2, 3, 4):
        for number, temps in enumerate(([0.4, 0.4], [0.01, 0.01], [10, 10], [0.05, 0.8], [0.01, 10])):
            modes = 1 + (number + n) % 2
            spec = large_junction(rng, n, 2, modes)
            mus = [round(rng.uniform(-1, 1), 2) for _ in range(2)]
            ws = sorted([round(rng.uniform(-3, 0), 2), round(rng.uniform(0, 2), 2), round(rng.uniform(2, 5), 2)])
            ws += [[0], [-3], [5], [1e-10], [0]][number]
            label = "equal" if temps[0] == temps[1] else "unequal"
            cases.append((f"random N={n} #{number} modes={modes} {label} temperatures", spec, at(mus, temps), ws))
    return cases


SELF_ENERGY_CHECKS = {0.25: -0.158 - 0.361j, 1: -0.078 - 0.127j, 2: -0.043 - 0.065j}  # paper's junction, w = 1


def make_self_energy():
    ctx.prec = 200
    mp.dps = 50
    fine_n, coarse_n, digits = 30, 24, 22
    cases, worst, start = [], 99.0, time.time()
    for name, spec, point, frequencies in self_energy_cases():
        j = Junction(spec, point)
        values = []
        k = len(j.m)
        for w in frequencies:
            fine, coarse = self_energy(j, w, fine_n), self_energy(j, w, coarse_n)
            bath = [pair_integrals(j, a, b, w, coarse_n)["lambda"] for a in j.names for b in j.names]
            agreement = 40.0
            for m in range(k):
                for p in range(k):
                    scale = float_abs(fine[m][m] * fine[p][p]) ** 0.5
                    gap = float_abs(fine[m][p] - coarse[m][p]) / scale
                    if gap > 0:
                        agreement = min(agreement, -math.log10(gap))
                    loss = (fine[m][p] - fine[p][m].conjugate()) * acb(0, 1) - sum((x[m][p] for x in bath), acb(0))
                    assert float_abs(loss) < 1e-23 * scale, (name, w, "i(Pi - Pi^+) = sum of Lambda", float_abs(loss) / scale)
            if name.startswith("paper mu=10 ") and w == 1 and j.t["L"] in SELF_ENERGY_CHECKS:
                value = mpc(to_mpf(fine[0][0].real), to_mpf(fine[0][0].imag))
                assert abs(value - SELF_ENERGY_CHECKS[j.t["L"]]) < 1e-3, (name, value)
            worst = min(worst, agreement)
            values.append({"w": w, "selfEnergy": clean(fine, digits, fine), "agreementDigits": math.floor(agreement)})
        cases.append({"name": name, "junction": spec, "point": point, "values": values})
        print(f"{time.time() - start:6.0f} s  {agreement:5.1f} digits  {name}", flush=True)
    write("self-energy.json", {
        "meta": {
            "content": "retarded self-energy Pi_mn(w) of the bosons from the electrons, real part included; rows are modes m, "
                       "columns n; i(Pi - Pi^+) = sum_ab Lambda^{ab}",
            "accuracy": "agreementDigits relative to the geometric mean of |Pi_mm| and |Pi_nn|, not part by part",
            "nodesPerPanel": [fine_n, coarse_n], "digitsPrinted": digits, "agreementDigits": math.floor(worst),
        },
        "cases": cases,
    })


# ---------------------------------------------------------------- Fermi and Bose

def make_fermi_bose():
    mp.dps = 60
    digits = 30
    ratios = [10.0 ** k for k in range(-30, 0)] + [0.001953125, 0.015625, 0.2, 0.3, 0.5, 0.693147, 1, 1.5, 2, 3, 5, 7, 10,
              15, 20, 25, 30, 35, 36, 36.7, 37, 38, 40, 45, 50, 60, 75, 100, 150, 200, 300, 400, 500, 600, 650, 690, 700]
    fermi, bose = [], []

    def add_fermi(e, mu, t):
        y = (mpf(e) - mpf(mu)) / mpf(t)
        fermi.append({"e": e, "mu": mu, "T": t, "f": text(1 / (mp.exp(y) + 1), digits),
                      "oneMinusF": text(1 / (mp.exp(-y) + 1), digits)})

    def add_bose(x, t):
        y = mpf(x) / mpf(t)
        n = None if x == 0 else 1 / mp.expm1(y)
        bose.append({"x": x, "T": t, "n": n if n is None else text(n, digits),
                     "xn": text(mpf(t) if n is None else mpf(x) * n, digits)})

    for r in [0] + ratios:
        for s in ((1,) if r == 0 else (1, -1)):
            add_fermi(s * r, 0, 1)
            add_bose(s * r, 1)
    for t in (0.01, 0.3, 2.5, 1000):
        for r in (1e-20, 1e-12, 1e-7, 0.001, 0.1, 0.7, 3, 12, 36.5, 80, 250, 690):
            for s in (1, -1):
                x = float(f"{s * r * t:.6g}")
                add_bose(x, t)
                add_fermi(x, 0, t)
    for e in (10, 9.5, 10.5, 10.1, 9.9, 10.000001, 8, 12, 7.3, 20, -20, 30):
        for mu, t in ((10, 0.05), (10, 0.25), (9.7, 1), (10.3, 3)):
            add_fermi(e, mu, t)
    for e, mu, t in ((1, 0, 0.001), (745, 0, 1), (-745, 0, 1), (800, 0, 1), (-800, 0, 1)):
        add_fermi(e, mu, t)
    write("fermi-bose.json", {
        "meta": {
            "content": "f = 1/(exp((e-mu)/T)+1) and 1-f; n = 1/(exp(x/T)-1) and x n, with x n = T and n = null at x = 0",
            "note": "argument y = (e-mu)/T formed exactly from the doubles; the difference e-mu rounds in double precision, "
                    "so f is sensitive to it as |y| eps; values below 1e-308 become denormal or 0 as numbers",
            "digitsPrinted": digits,
        },
        "fermi": fermi,
        "bose": bose,
    })


# ---------------------------------------------------------------- theta and its differences

def make_special():
    digits = 42

    def theta(u, order=0):
        return mpmath.psi(order, mpf(1) / 2 + u)

    def dd(u, v):
        return theta(u, 1) if u == v else (theta(u) - theta(v)) / (u - v)

    def rect(u, v, t):
        if t == 0 and u == v:
            return -theta(u, 2)
        if t == 0:
            return -(theta(u, 1) - theta(v, 1)) / (u - v)
        if u == v:
            return (theta(u, 1) - theta(u + t, 1)) / t
        return (theta(u) - theta(v) - theta(u + t) + theta(v + t)) / ((u - v) * t)

    rng = random.Random(2718)

    def six(x):
        return float(f"{x:.6g}")

    def exact(z):
        return mpc(mpf(z.real), mpf(z.imag))

    def js(z):
        return {"re": z.real, "im": z.imag}

    def log_uniform(lo, hi):
        return math.exp(rng.uniform(math.log(lo), math.log(hi)))

    def point():
        """Re >= 1e-6, any imaginary part."""
        kind = rng.random()
        re = log_uniform(1e-6, 50)
        im = rng.choice((-1, 1)) * (log_uniform(1e-6, 50) if kind < 0.7 else log_uniform(1e-3, 5))
        return complex(six(re), six(im))

    def neighbour(u, k):
        """Second argument: independent, or at a distance from 1e-16 up."""
        if k % 4 == 0:
            return point()
        size = 10.0 ** -rng.choice(range(1, 17))
        size *= abs(u) if k % 4 == 1 else 1
        angle = rng.uniform(-math.pi, math.pi)
        v = complex(u.real + size * math.cos(angle), u.imag + size * math.sin(angle))
        return v if v.real >= 0 else complex(-v.real, v.imag)

    arguments = [complex(0, 0)]
    for k in range(-16, 4):
        for angle in (0, 0.4, -0.9, 1.3):
            r = 10.0 ** k
            arguments.append(complex(six(r * math.cos(angle)), six(r * math.sin(angle))))
        arguments += [complex(0, 10.0 ** k), complex(0, -(10.0 ** k))]
    for _ in range(140):
        r, angle = log_uniform(1e-3, 1e3), rng.uniform(-math.pi / 2, math.pi / 2)
        arguments.append(complex(six(r * math.cos(angle)), six(r * math.sin(angle))))
    for _ in range(40):
        arguments.append(complex(0, six(rng.choice((-1, 1)) * log_uniform(0.01, 900))))
    arguments += [complex(x, 0) for x in (0.5, 0.961632, 1, 2, 7.5, 8.5, 9.5, 100, 1000)]
    arguments += [complex(0.0, y) for y in (0.5, 1, 7, 8.5, -8.5, 12, 1000)]

    dds, rects = [], []
    special_pairs = [(complex(0, 0), complex(0, 0)), (complex(1, 2), complex(1, 2)), (complex(0, 3), complex(0, 3)),
                     (complex(0, 1e-16), complex(0, 0)), (complex(1e-16, 0), complex(0, 0)), (complex(0, 5), complex(0, -5)),
                     (complex(500, 3), complex(500, 3)), (complex(1e-6, 700), complex(1e-6, -700)),
                     (complex(0.1, 1000), complex(0.2, 0.1)), (complex(50, 0), complex(1e-6, 0))]
    for u, v in special_pairs:
        dds.append((u, v))
    for k in range(300):
        u = point()
        dds.append((u, neighbour(u, k)))
    for u, v in special_pairs:
        for tau in (0.0, 1e-16, 1.0):
            rects.append((u, v, tau))
    for k in range(300):
        u = point()
        v = neighbour(u, k)
        tau = log_uniform(1e-2, 50) if k % 3 == 0 else 10.0 ** -rng.choice(range(0, 17)) * rng.uniform(0.5, 1)
        rects.append((u, v, rng.choice((-1, 1)) * six(tau)))

    # arguments of every size from 1e-16 to 1e3, on the axes of the right half plane and inside it
    def sized(k, kind):
        r = float(f"{10.0 ** k * rng.uniform(0.3, 1):.6g}") if k < 3 else 1e3
        sign = rng.choice((-1, 1))
        if kind == "real":
            return complex(r, 0)
        if kind == "imaginary":
            return complex(0, sign * r)
        angle = sign * rng.uniform(0.05, 1.5)
        return complex(six(r * math.cos(angle)), six(r * math.sin(angle)))

    def beside(u, size, kind):
        """A second argument at a distance of `size`, on the same axis where u lies on one."""
        if kind == "real":
            return complex(u.real + size, 0)
        if kind == "imaginary":
            return complex(0, u.imag + rng.choice((-1, 1)) * size)
        angle = rng.uniform(-1.5, 1.5)
        return complex(u.real + size * math.cos(angle), u.imag + size * math.sin(angle))

    kinds = ("real", "imaginary", "general")
    for k in range(-16, 4):
        for i, kind in enumerate(kinds):
            u = sized(k, kind)
            dds.append((u, sized(rng.randint(-16, 3), kinds[(k + i) % 3])))
            dds.append((u, beside(u, 10.0 ** -rng.randint(1, 16) * rng.choice((1, abs(u))), kind)))
            tau = rng.choice((-1, 1)) * six(10.0 ** rng.randint(-16, 3))
            rects.append((u, sized(rng.randint(-16, 3), kinds[(k + i) % 3]), tau))
            tau = rng.choice((-1, 1)) * six(10.0 ** rng.randint(-16, 3))
            rects.append((u, beside(u, 10.0 ** -rng.randint(1, 16) * rng.choice((1, abs(u))), kind), tau))
        u = sized(k, kinds[k % 3])  # the limits
        dds.append((u, u))
        rects.append((u, u, rng.choice((-1, 1)) * 10.0 ** rng.randint(-16, 3)))
        rects.append((u, sized(rng.randint(-16, 3), kinds[(k + 1) % 3]), 0.0))
        rects.append((u, u, 0.0))

    def table(rows, function, names, inputs):
        """Evaluate at 240 and 200 digits; both agree far beyond what is printed."""
        out, worst = [], 99.0
        for row in rows:
            values = []
            for dps in (240, 200):
                with mp.workdps(dps):
                    values.append(function(*inputs(row)))
            with mp.workdps(240):
                fine, coarse = mpc(values[0]), mpc(values[1])
                parts = []
                for x, y in ((fine.real, coarse.real), (fine.imag, coarse.imag)):  # each part to all digits
                    if abs(x) < mpf(10) ** -90 * abs(fine):
                        x = mpf(0)  # zero by symmetry; only rounding is left
                    elif x != y:
                        worst = min(worst, float(-mp.log10(abs((x - y) / x))))
                    parts.append(x)
                item = dict(zip(names, (js(z) if isinstance(z, complex) else z for z in row)))
                item["value"] = ctext(mpc(*parts), digits)
            out.append(item)
        print(names, "agreement", round(worst, 1), flush=True)
        return out, worst

    ts, a = table([(u,) for u in arguments], theta, ("u",), lambda r: (exact(r[0]),))
    ds, b = table(dds, dd, ("u", "v"), lambda r: (exact(r[0]), exact(r[1])))
    rs, c = table(rects, rect, ("u", "v", "tau"), lambda r: (exact(r[0]), exact(r[1]), mpc(0, -mpf(r[2]))))
    write("special.json", {
        "meta": {
            "content": "theta(u) = psi(1/2+u); dd(u,v) = [theta(u)-theta(v)]/(u-v), trigamma at u = v; "
                       "rect(u,v;t) = [theta(u)-theta(v)-theta(u+t)+theta(v+t)]/((u-v)t) with t = -i tau, limits at u = v, t = 0",
            "method": "mpmath digamma at 240 and 200 digits, each part (re, im) compared on its own",
            "digitsPrinted": digits, "agreementDigits": math.floor(min(a, b, c)),
        },
        "theta": ts,
        "dd": ds,
        "rect": rs,
    })


SETS = {"fermi-bose": make_fermi_bose, "special": make_special, "lambda": make_lambda,
        "lambda-large": make_lambda_large, "currents": make_currents,
        "heat": make_heat, "noise": make_noise, "self-energy": make_self_energy}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or SETS:
        SETS[wanted]()
