#!/usr/bin/env python3
"""Reference values of J and I at the points of points.ts, in high-precision arithmetic.

Run:   python3 -m pip install mpmath python-flint
       python3 tools/bench/opponents/reference.py      under two minutes on one core

Uses the routines of test/reference/generate.py: direct quadrature of the defining double integral, no digamma, no
residues. Each value is computed with two node counts; the digits to which they agree stand at the end of its line.
"""

import os
import sys

sys.dont_write_bytecode = True

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "test", "reference"))

from flint import ctx
from generate import at, text, to_mpf, two_level, two_level_currents
from mpmath import mp

POINTS = {
    "P1": (two_level(), at([10, 10], 1.5, 0.5)),
    "P2": (two_level(), at([8, 8], 1, 1.4)),
    "P3": (two_level(damping=0.02), at([10, 10], 0.75, 1.25)),
    "P4": (two_level(), at([9.5, 10.5], 0.25, 0.25)),
    "P5": (two_level(), at([10, 10], 2, 0.2)),
    "P6": (two_level(damping=2.5), at([10, 10], 0.5, 1)),
    "P7": (two_level(), at([8, 8], 0.1, 0.15)),
    "P8": (two_level(), at([10.5, 9.5], 0.3, 0.3)),
    "P9": (two_level(), at([10, 10], 3, 2)),
}

ctx.prec = 150
mp.dps = 45
for name, (junction, point) in POINTS.items():
    fine, coarse = (two_level_currents(junction, point, nodes) for nodes in (28, 22))
    gap = max(abs(to_mpf(fine[k]) / to_mpf(coarse[k]) - 1) for k in "JI")
    print(f"{name}  J {text(fine['J'], 22)}  I {text(fine['I'], 22)}  digits {float(-mp.log10(gap)):.0f}", flush=True)
