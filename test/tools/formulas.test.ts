import { describe, expect, it } from "vitest";
import { readable } from "../../tools/formulas.js";

describe("formulas on a terminal", () => {
  it.each([
    ["$\\mu$, $\\Lambda$, $\\hbar$, $\\Omega$, $\\omega$, $\\gamma$, $\\Delta$", "μ, Λ, ħ, Ω, ω, γ, Δ"],
    ["chemical potential $\\mu_{\\alpha\\beta}$", "chemical potential μ_αβ"],
    ["$\\Lambda^{LR}$ and $\\Lambda^{\\mathrm{LR}}$", "Λ^LR and Λ^LR"],
    ["$T_e=T_{ph}$, $T_{\\text{ph}}$, $k_BT$", "T_e = T_ph, T_ph, k_BT"],
    ["$\\gamma_{ph} = 10^{-4}$", "γ_ph = 10⁻⁴"],
    ["$2.203\\times10^{-4}$", "2.203×10⁻⁴"],
    ["$\\exp[-(\\hbar\\omega-\\mu_{\\alpha\\beta})/k_BT]$", "exp[−(ħω−μ_αβ)/k_BT]"],
    ["$\\bigl[n_B+\\tfrac12\\bigr]\\,\\Lambda$", "[n_B+1/2]Λ"],
    ["$\\frac{J_+-J_-}{J_++J_-}$, $\\sqrt{\\omega}$", "(J_+−J_−)/(J_++J_−), √ω"],
    ["$|J(\\Delta T)| \\ge 0$, $\\mu \\to \\infty$", "|J(ΔT)| ≥ 0, μ → ∞"],
    ["$\\Lambda'$, $T^*$, $S_\\pm$", "Λ', T*, S_±"],
    ["$$J=1$$", "J = 1"],
  ])("%s is read as %s", (text, expected) => {
    expect(readable(text)).toBe(expected);
  });

  it.each(["T_e = T_ph, 10⁻⁴, μ_L > μ_R", "a \\mu outside", "one $ alone", "{a}"])(
    "what is no formula stays: %s",
    (text) => {
      expect(readable(text)).toBe(text);
    },
  );

  it("shows an escaped dollar sign as one", () => {
    expect(readable("5 \\$ and 6 \\$")).toBe("5 $ and 6 $");
  });
});
