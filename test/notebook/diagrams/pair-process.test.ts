import { describe, expect, it } from "vitest";
import { type PairProcess, pairBathsFigure, pairProcess, type Shape } from "../../../lib/notebook/index.js";
import { selfContained } from "../../../lib/notebook/svg.js";

const processes = (["recombination", "excitation"] as const).flatMap((kind) =>
  (["LL", "RR", "RL", "LR"] as const).map((pair) => ({ kind, pair })),
);
const all = (shape: Shape): Shape[] => [shape, ...(shape.children ?? []).flatMap(all)];
const places = (process: PairProcess) => {
  const circles = all(pairProcess(process)).filter(({ tag }) => tag === "circle");
  const of = (fill: string) => circles.find(({ attributes }) => attributes.fill === fill)!.attributes;
  const heads = all(pairProcess(process)).filter(({ attributes }) => String(attributes.d).endsWith("Z"));
  const tips = heads.map(({ attributes }) =>
    String(attributes.d).slice(1).split("L")[0]!.split(",").map(Number),
  );
  return { electron: of("#000000"), hole: of("#ffffff"), boson: tips[0]!, transition: tips[1]! };
};

describe("the picture of a process", () => {
  it.each(processes)(
    "$kind of $pair has electron and hole on their sides, the electron above",
    ({ kind, pair }) => {
      const [e, h] = [...pair] as ["L" | "R", "L" | "R"];
      const { electron, hole } = places({ electron: e, hole: h, kind });
      expect(Number(electron.cx) < 33).toBe(e === "L");
      expect(Number(hole.cx) < 33).toBe(h === "L");
      expect(Number(electron.cy)).toBeLessThan(Number(hole.cy));
    },
  );

  it.each(processes)(
    "$kind of $pair conserves energy: down and boson out, or boson in and up",
    ({ kind, pair }) => {
      const [e, h] = [...pair] as ["L" | "R", "L" | "R"];
      const { electron, hole, boson, transition } = places({ electron: e, hole: h, kind });
      const down =
        Math.abs(transition[1]! - Number(hole.cy)) < Math.abs(transition[1]! - Number(electron.cy));
      const out = boson[1]! < Number(electron.cy);
      expect(down).toBe(kind === "recombination");
      expect(out).toBe(kind === "recombination");
    },
  );
});

describe("Fig. 1", () => {
  it("is two columns wide, with readable type and nothing cut off", () => {
    const file = selfContained(pairBathsFigure(), {
      name: "fig1",
      title: "Fig. 1",
      description: "the model",
    });
    expect(file.width).toBe(17.8);
    expect(file.svg.length).toBeLessThan(60_000);
  });

  it("names all eight processes and the four chemical potentials as the paper does", () => {
    const texts = Array.from(pairBathsFigure().querySelectorAll("text")).map((text) => text.textContent);
    for (const name of ["1/LL", "2/RR", "3/RL", "4/LR", "1′/LL", "2′/RR", "3′/RL", "4′/LR"]) {
      expect(texts).toContain(name);
    }
    for (const mu of ["*μ*_{LL} = 0", "*μ*_{RR} = 0", "*μ*_{RL}", "*μ*_{LR}", "*T*_{e}", "*T*_{ph}"]) {
      expect(texts).toContain(mu);
    }
  });
});
