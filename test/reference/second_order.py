#!/usr/bin/env python3
"""Reference values of the currents to second order in M, by double quadrature in double precision.

Run:   python3 test/reference/second_order.py        (no packages; some minutes), writes second-order.json

Units hbar = k_B = e = 1, no spin.  Meir and Wingreen's current with G^< = G^r Sigma^< G^a expanded to M^2; nothing but
matrices inverted at the nodes, no poles, no digammas, no identity between Fermi and Bose functions:

    G(e) = (e - H + (i/2) sum_a Gamma_a)^-1,   A_b = G Gamma_b G^+,   Ab_a = G^+ Gamma_a G
    D(w) = (w^2 - K + i w gamma)^-1,   A_ph = i (D - D^+),   n = 1/(exp(w/T_ph) - 1)
    S_in(e)  = sum_b sum_mn int dw/2pi M^m A_b(e-w) M^n A_ph,mn(w) n(w) f_b(e-w)
    S_out(e) = the same with (1 + n) (1 - f_b)
    Sigma(e) = sum_mn int dw/2pi M^m { G(e-w) A_ph,mn (1 + n) - sum_b A_b(e-w) f_b(e-w) D_mn } M^n
    Hartree  = sum_n M^n u_n,  u = -K^-1 tr[M rho],  rho = int de/2pi sum_b A_b f_b
    out of electrode a, k = 0 electrons, k = 1 heat:
    landauer   int de/2pi (e-mu_a)^k sum_b tr[Gamma_a G Gamma_b G^+] (f_a - f_b)
    elastic    int de/2pi (e-mu_a)^k sum_b 2 Re tr[A_b Gamma_a G Sigma] (f_a - f_b)      hartree: likewise
    inelastic  int de/2pi (e-mu_a)^k tr[Ab_a (f_a S_out - (1 - f_a) S_in)]

Composite Gauss-Legendre on panels that grow by a factor away from everything that varies on a scale of its own.  Each value is
computed with two numbers of nodes; "error" is their difference plus roundoff.
"""
import json
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))


def gauss(n):
    nodes = []
    for i in range(n):
        x = math.cos(math.pi * (i + 0.75) / (n + 0.5))
        for _ in range(12):
            p0, p1 = 1.0, x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        nodes.append((x, 2 / ((1 - x * x) * slope * slope)))
    return nodes


def panels(lo, hi, features, factor):
    points = {lo, hi}
    for centre, width in features:
        points.add(min(max(centre, lo), hi))
        step = width
        while step < hi - lo:
            for x in (centre - step, centre + step):
                if lo < x < hi:
                    points.add(x)
            step *= factor
    return sorted(points)


def rule(lo, hi, features, factor, nodes):
    edges = panels(lo, hi, features, factor)
    out = []
    for a, b in zip(edges, edges[1:]):
        h, c = (b - a) / 2, (a + b) / 2
        if h > 0:
            out.extend((c + h * x, h * w) for x, w in nodes)
    return out


def mul(a, b):
    return [[sum(x * b[k][j] for k, x in enumerate(row)) for j in range(len(b[0]))] for row in a]


def dagger(a):
    return [[a[j][i].conjugate() for j in range(len(a))] for i in range(len(a[0]))]


def trace(a, b):
    return sum(a[i][j] * b[j][i] for i in range(len(a)) for j in range(len(a)))


def inverse(a):
    n = len(a)
    if n == 1:
        return [[1 / a[0][0]]]
    m = [list(row) + [1.0 if i == j else 0.0 for j in range(n)] for i, row in enumerate(a)]
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(m[r][c]))
        m[c], m[p] = m[p], m[c]
        m[c] = [x / m[c][c] for x in m[c]]
        for r in range(n):
            if r != c and m[r][c] != 0:
                f = m[r][c]
                m[r] = [x - f * y for x, y in zip(m[r], m[c])]
    return [row[n:] for row in m]


def fermi(x, T):
    y = x / T
    return math.exp(-y) / (1 + math.exp(-y)) if y > 0 else 1 / (1 + math.exp(y))


def bose(w, T):
    y = w / T
    return math.exp(-y) / -math.expm1(-y) if y > 0 else 1 / math.expm1(y)


def number(z):
    return complex(z["re"], z["im"]) if isinstance(z, dict) else complex(z)


def matrix(rows):
    return [[number(z) for z in row] for row in rows]


def solve(case, count, factor):
    device, point = case["junction"], case["point"]
    names = list(device["electrodes"])
    H = matrix(device["hamiltonian"])
    n = len(H)
    Gam = [matrix(device["electrodes"][a]["broadening"]) for a in names]
    M = [matrix(m["coupling"]) for m in device["modes"]]
    K = [m["omega"] ** 2 for m in device["modes"]]
    modes = range(len(M))
    g = device["damping"]
    gam = [[g if i == j else 0.0 for j in modes] for i in modes] if isinstance(g, (int, float)) else g
    mu = [point["electrodes"][a]["mu"] for a in names]
    T = [point["electrodes"][a]["temperature"] for a in names]
    Tph = point["bath"]["temperature"]
    nodes = gauss(count)
    total = [[sum(G[i][j] for G in Gam) for j in range(n)] for i in range(n)]

    def green(e):
        return inverse([[(e if i == j else 0) - H[i][j] + 0.5j * total[i][j] for j in range(n)] for i in range(n)])

    def spectra(G):
        return [mul(mul(G, Gb), dagger(G)) for Gb in Gam]

    # places and widths of the levels, generously: diagonal of H, spread of its rows, half the smallest width
    spread = max(sum(abs(H[i][j]) for j in range(n) if j != i) for i in range(n))
    width = min(x for i in range(n) for x in [total[i][i].real] if x > 0) / 2 * case.get("finest", 0.25)
    levels = [(H[i][i].real + s, width) for i in range(n) for s in ({0.0} if n == 1 else {-spread, 0.0, spread})]
    bosons = [(s * math.sqrt(k), min(gam[i][i] / 2, math.sqrt(k) / 2)) for i, k in enumerate(K) for s in (-1, 1)]
    bosons += [(0.0, min(2 * math.pi * Tph, min(k / (math.sqrt(k) + gam[i][i]) for i, k in enumerate(K))))]
    rungs = [(m, math.pi * t) for m, t in zip(mu, T)]
    hot = max([Tph] + T)
    lo, hi = min(mu) - 42 * hot, max(mu) + 42 * hot
    far = 3e5

    def displacement(w):
        D = inverse([[(w * w - K[i] if i == j else 0) + 1j * w * gam[i][j] for j in modes] for i in modes])
        return D, [[(1j * (D[i][j] - D[j][i].conjugate())) for j in modes] for i in modes]

    rho = [[0j] * n for _ in range(n)]
    for e, w in rule(-1e10 * far, hi, levels + rungs, factor, nodes):  # falls as e^-2 only
        for b, A in enumerate(spectra(green(e))):
            f = w * fermi(e - mu[b], T[b]) / (2 * math.pi)
            for i in range(n):
                for j in range(n):
                    rho[i][j] += f * A[i][j]
    u = [-trace(M[i], rho).real / K[i] for i in modes]
    field = [[sum(M[m][i][j] * u[m] for m in modes) for j in range(n)] for i in range(n)]

    electrodes = range(len(names))
    I = {part: [[0.0, 0.0] for _ in names] for part in ("landauer", "elastic", "hartree", "inelastic")}
    shifted = levels + rungs + [(x + y, d + h) for x, d in levels + rungs for y, h in bosons]
    for e, we in rule(lo, hi, shifted, factor, nodes):
        S = {key: [[[0j] * n for _ in range(n)] for _ in range(len(M) ** 2)] for key in ("in", "out", "r")}
        turned = [(e - x, d) for x, d in levels + rungs]
        for w, ww in rule(-far, far, turned + bosons, factor, nodes):
            w = w or 1e-12  # panels about e - mu have the places of the outer nodes
            D, A_ph = displacement(w)
            nb = bose(w, Tph)
            G = green(e - w)
            As = spectra(G)
            f = [fermi(e - w - mu[b], T[b]) for b in electrodes]
            weight = ww / (2 * math.pi)
            filled = [[sum(f[b] * As[b][i][j] for b in electrodes) for j in range(n)] for i in range(n)]
            empty = [[sum((1 - f[b]) * As[b][i][j] for b in electrodes) for j in range(n)] for i in range(n)]
            for k in range(len(M) ** 2):
                x = weight * A_ph[k // len(M)][k % len(M)]
                d = weight * D[k // len(M)][k % len(M)]
                for i in range(n):
                    for j in range(n):
                        S["in"][k][i][j] += x * nb * filled[i][j]
                        S["out"][k][i][j] += x * (1 + nb) * empty[i][j]
                        S["r"][k][i][j] += x * (1 + nb) * G[i][j] - d * filled[i][j]
        full = {}
        for key in S:
            full[key] = [[0j] * n for _ in range(n)]
            for k in range(len(M) ** 2):
                part = mul(mul(M[k // len(M)], S[key][k]), M[k % len(M)])
                full[key] = [[full[key][i][j] + part[i][j] for j in range(n)] for i in range(n)]
        G = green(e)
        As = spectra(G)
        for a in electrodes:
            fa = fermi(e - mu[a], T[a])
            back = mul(mul(dagger(G), Gam[a]), G)
            GG = mul(Gam[a], G)
            net = [[fa * full["out"][i][j] - (1 - fa) * full["in"][i][j] for j in range(n)] for i in range(n)]
            values = {"inelastic": trace(back, net).real, "landauer": 0.0, "elastic": 0.0, "hartree": 0.0}
            for b in electrodes:
                df = fa - fermi(e - mu[b], T[b])
                values["landauer"] += df * trace(Gam[a], As[b]).real
                X = mul(As[b], GG)
                values["elastic"] += df * 2 * trace(X, full["r"]).real
                values["hartree"] += df * 2 * trace(X, field).real
            for part, value in values.items():
                for k in (0, 1):
                    I[part][a][k] += we / (2 * math.pi) * (e - mu[a]) ** k * value
    return {part: {names[a]: v for a, v in enumerate(I[part])} for part in I}


def cases():
    rng = random.Random(11)

    def c(x):
        return {"re": round(rng.uniform(-x, x), 3), "im": round(rng.uniform(-x, x), 3)}

    def hermitian(n, x):
        rows = [[0] * n for _ in range(n)]
        for i in range(n):
            rows[i][i] = round(rng.uniform(-x, x), 3)
            for j in range(i):
                z = c(x)
                rows[i][j], rows[j][i] = z, {"re": z["re"], "im": -z["im"]}
        return rows

    def broad(n):
        v = [c(0.6) for _ in range(n)]
        rows = [[0] * n for _ in range(n)]
        for i in range(n):
            for j in range(n):
                z = number(v[i]) * number(v[j]).conjugate() + (0.15 if i == j else 0)
                rows[i][j] = z.real if i == j else {"re": z.real, "im": z.imag}
        return rows

    def case(name, n, electrodes, modes, temperatures, boson, damping):
        return {
            "name": name,
            "junction": {
                "hamiltonian": hermitian(n, 0.6),
                "electrodes": {a: {"broadening": broad(n)} for a in electrodes},
                "modes": [{"omega": round(rng.uniform(0.5, 1.2), 3), "coupling": hermitian(n, 0.4)} for _ in range(modes)],
                "damping": damping,
            },
            "point": {
                "electrodes": {a: {"mu": round(rng.uniform(-0.7, 0.7), 3), "temperature": t} for a, t in zip(electrodes, temperatures)},
                "bath": {"temperature": boson},
            },
        }

    yield case("one level, three temperatures", 1, "LR", 1, [0.3, 0.2], 0.4, 0.3)
    yield case("one level, two modes on one bath", 1, "LR", 2, [0.3, 0.25], 0.2, [[0.4, 0.1], [0.1, 0.3]])


def main():
    out = []
    for case in cases():
        fine, coarse = solve(case, 12, 4.0), solve(case, 9, 4.0)
        entry = dict(case)
        entry["values"] = fine
        scale = max(abs(x) for part in fine.values() for v in part.values() for x in v)
        entry["error"] = max(
            abs(x - y) for part in fine for a in fine[part] for x, y in zip(fine[part][a], coarse[part][a])
        ) + 1e-14 * scale
        print(case["name"], entry["error"], flush=True)
        out.append(entry)
        write(out)


def write(out):
    with open(os.path.join(HERE, "second-order.json"), "w") as file:
        json.dump({"meta": {"content": "currents to second order in M, [electrons, heat] out of each electrode, by second_order.py"}, "cases": out}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
