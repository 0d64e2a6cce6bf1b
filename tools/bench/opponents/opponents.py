"""The routes of SciPy and NumPy to J and I of the two-level junction, for python.ts.

Reads one job as JSON from standard input, writes {"J", "I", "samples"} (processor seconds per run) to standard output, or, without
a job, the versions. The integrand is that of model.ts.
"""

import json
import math
import sys
import time
import warnings

import numpy as np
import scipy
from scipy.integrate import IntegrationWarning, dblquad


def fermi(x):
    return 1 / (1 + math.exp(x)) if x < 700 else 0.0


def x_bose(w, temperature):
    x = w / temperature
    if x > 700:
        return 0.0
    return temperature if w == 0 else w / math.expm1(x)


def by_dblquad(job):
    """J and I by scipy.integrate.dblquad, one call for each panel between the break points in w."""
    p = job["model"]
    eps_l, eps_r, g_l, g_r = p["epsilonL"], p["epsilonR"], p["gammaL"], p["gammaR"]
    mu_l, mu_r, t_e, t_ph = p["muL"], p["muR"], p["electronTemperature"], p["bosonTemperature"]
    g2_l, g2_r, omega2, damping = g_l * g_l / 4, g_r * g_r / 4, p["omega"] ** 2, p["gammaPh"]
    prefactor = (p["coupling"] / (2 * math.pi)) ** 2 * 2 * damping * g_l * g_r

    def rate(e, w):
        f_l = fermi((e - mu_l) / t_e)
        f_r = fermi((e - w - mu_r) / t_e)
        hops = f_l * (1 - f_r) * x_bose(-w, t_ph) - (1 - f_l) * f_r * x_bose(w, t_ph)
        mode = (w * w - omega2) ** 2 + (w * damping) ** 2
        return prefactor * hops / (((e - eps_l) ** 2 + g2_l) * ((e - w - eps_r) ** 2 + g2_r) * mode)

    tail = 33 * t_e
    breaks = job["breaks"]

    def total(f, size):
        return sum(
            dblquad(
                f,
                a,
                b,
                lambda w: min(mu_l, mu_r + w) - tail,
                lambda w: max(mu_l, mu_r + w) + tail,
                epsabs=job["tolerance"] * size / 10,
                epsrel=job["tolerance"],
            )[0]
            for a, b in zip(breaks, breaks[1:])
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IntegrationWarning)
        return total(lambda e, w: w * rate(e, w), abs(job["J"])), total(rate, abs(job["I"]))


# Rows at a time: the two-dimensional arrays then stay in the cache, which is quicker and keeps memory small.
BLOCK = 1 << 15


def by_grid(job):
    """J and I by the trapezoidal rule on the grid of route (c), whole arrays at a time."""
    p, grid = job["model"], job["grid"]
    t_e, t_ph = p["electronTemperature"], p["bosonTemperature"]
    e = grid["energy"] + grid["energyStep"] * np.arange(grid["energies"])
    w_all = grid["frequency"] + grid["frequencyStep"] * np.arange(grid["frequencies"])
    left = p["gammaL"] / ((e - p["epsilonL"]) ** 2 + p["gammaL"] ** 2 / 4)
    f_l = 1 / (1 + np.exp((e - p["muL"]) / t_e))
    filled, empty = left * f_l, left * (1 - f_l)
    rows = max(1, BLOCK // len(e))
    rate = np.empty_like(w_all)
    for first in range(0, len(w_all), rows):
        w = w_all[first : first + rows]
        mode = 2 * p["gammaPh"] / ((w * w - p["omega"] ** 2) ** 2 + (w * p["gammaPh"]) ** 2)
        x = np.where(w == 0, 1, w / t_ph)
        absorption = mode * np.where(w == 0, t_ph, w / np.expm1(x))
        emission = mode * np.where(w == 0, t_ph, -w / np.expm1(-x))
        shifted = e[None, :] - w[:, None]
        right = p["gammaR"] / ((shifted - p["epsilonR"]) ** 2 + p["gammaR"] ** 2 / 4)
        f_r = 1 / (1 + np.exp((shifted - p["muR"]) / t_e))
        filled_r = right * f_r
        # sums over e as products of a matrix and a vector
        rate[first : first + rows] = emission * ((right - filled_r) @ filled) - absorption * (filled_r @ empty)
    area = (p["coupling"] / (2 * math.pi)) ** 2 * grid["energyStep"] * grid["frequencyStep"]
    return float(w_all @ rate) * area, float(rate.sum()) * area


def main():
    text = sys.stdin.read()
    if not text.strip():
        json.dump(
            {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}, sys.stdout
        )
        return
    job = json.loads(text)
    route = {"dblquad": by_dblquad, "grid": by_grid}[job["route"]]
    np.seterr(over="ignore")
    began = time.process_time()
    samples = []
    if job["route"] == "grid":
        route(job)  # the first call pages memory in
    while not samples or (
        len(samples) < job["maximum"] and time.process_time() - began < job["budget"]
    ):
        start = time.process_time()
        J, I = route(job)
        samples.append(time.process_time() - start)
    json.dump({"J": J, "I": I, "samples": samples}, sys.stdout)


main()
