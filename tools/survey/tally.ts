// What is compared, and how often the errors stated cover the difference.

import type { Currents, Terminal, TerminalCurrents } from "ehp-transport";

export const QUANTITIES = [
  "J",
  "I",
  "heat",
  "channel J",
  "channel I",
  "channel heat",
  "terminal current",
  "terminal heat",
] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** One number of a result, its error, and what the tolerance is relative to. */
interface Figure {
  readonly quantity: Quantity;
  readonly value: number;
  readonly error: number;
  readonly scale: number;
}

const largest = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs));

/** Currents and heats of all terminals to second order. */
function terminalFigures(terminals: Readonly<Record<string, Terminal>>): Figure[] {
  const all = Object.values(terminals);
  return (["current", "heat"] as const).flatMap((flow) => {
    // what the tolerance is relative to: large parts may cancel
    const scale = largest(
      all.flatMap((one) => [
        one[flow].landauer,
        one[flow].elastic,
        one[flow].hartree,
        one[flow].inelastic,
        one[flow].total,
      ]),
    );
    return all.map((one) => {
      const { total, error } = one[flow];
      return { quantity: `terminal ${flow}`, value: total, error, scale } as const;
    });
  });
}

/** A result, or what another route gives of it. */
export type Compared =
  | Pick<Currents, "J" | "I" | "heat" | "error" | "channels">
  | Pick<TerminalCurrents, "terminals">;

/** All numbers of a result, in the order of its electrodes and channels. */
export function figuresOf(found: Compared): Figure[] {
  if ("terminals" in found) return terminalFigures(found.terminals);
  const { J, I, heat, error, channels } = found;
  const figures: Figure[] = [{ quantity: "J", value: J, error: error.J, scale: Math.abs(J) }];
  if (I !== undefined) figures.push({ quantity: "I", value: I, error: error.I!, scale: Math.abs(I) });
  const names = Object.keys(heat ?? {});
  const heats = names.map((name) => heat![name]!);
  names.forEach((name, k) => {
    figures.push({ quantity: "heat", value: heats[k]!, error: error.heat![name]!, scale: largest(heats) });
  });
  const energies = largest(channels.map((one) => one.J));
  const hops = largest(channels.map((one) => one.I ?? 0));
  const taken = largest(channels.flatMap((one) => [one.heat?.from ?? 0, one.heat?.to ?? 0]));
  for (const one of channels) {
    figures.push({ quantity: "channel J", value: one.J, error: one.error.J, scale: energies });
    if (one.I !== undefined)
      figures.push({ quantity: "channel I", value: one.I, error: one.error.I!, scale: hops });
    if (!one.heat) continue;
    for (const side of ["from", "to"] as const) {
      figures.push({
        quantity: "channel heat",
        value: one.heat[side],
        error: one.error.heat![side],
        scale: taken,
      });
    }
  }
  return figures;
}

interface Count {
  compared: number;
  covered: number;
  wrong: number;
}

/** A difference this many tolerances large is wrong, if the tolerance is said to be met. */
const WRONG = 10;

/** Counts of one kind of point against one other result. */
export class Tally {
  readonly counts: Readonly<Record<Quantity, Count>> = Object.fromEntries(
    QUANTITIES.map((name) => [name, { compared: 0, covered: 0, wrong: 0 }]),
  ) as unknown as Record<Quantity, Count>;
  points = 0;
  notFinite = 0;
  notConverged = 0;

  /**
   * Adds a result and the one it is compared with.
   * @returns what is wrong with it, in words; nothing if all is well
   */
  add(found: Currents | TerminalCurrents, other: Compared, tolerance: number): string[] {
    this.points++;
    const [mine, theirs] = [figuresOf(found), figuresOf(other)];
    if (!mine.every(({ value, error }) => Number.isFinite(value) && Number.isFinite(error))) {
      this.notFinite++;
      return ["not finite"];
    }
    if (!found.converged) this.notConverged++;
    const faults: string[] = [];
    mine.forEach(({ quantity, value, error, scale }, k) => {
      const reference = theirs[k]!;
      const count = this.counts[quantity];
      const difference = Math.abs(value - reference.value);
      count.compared++;
      if (difference <= error + reference.error) count.covered++;
      else
        faults.push(
          `${quantity} not covered: ${value} +- ${error}, ${reference.value} +- ${reference.error}`,
        );
      if (found.converged && difference - reference.error > WRONG * tolerance * scale) {
        count.wrong++;
        faults.push(`${quantity} wrong: ${value}, ${reference.value} +- ${reference.error}, scale ${scale}`);
      }
    });
    return faults;
  }
}

/** The counts as lines of text. */
export function tableOf({ counts, points, notFinite, notConverged }: Tally): string[] {
  const rows = QUANTITIES.flatMap((name) => {
    const { compared, covered, wrong } = counts[name];
    if (compared === 0) return [];
    return [[name, String(compared), share(covered, compared), String(compared - covered), String(wrong)]];
  });
  const head = ["", "compared", "covered", "not covered", "claimed and wrong"];
  const widths = head.map((cell, k) => Math.max(cell.length, ...rows.map((row) => row[k]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join("  ");
  return [
    ...[head, ...rows].map((row) => `  ${line(row)}`),
    `  results that are not finite: ${notFinite}; tolerance not met, and said so: ${share(notConverged, points)}`,
  ];
}

const share = (part: number, of: number): string =>
  of === 0 ? "-" : `${part === of ? "100" : ((100 * part) / of).toFixed(3)} %`;
