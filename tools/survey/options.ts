// The command line of `npm run survey`.

import { parseArgs } from "node:util";
import { UserError } from "../user-error.js";
import { KINDS, type Kind } from "./kinds.js";

export interface SurveyOptions {
  readonly help: boolean;
  readonly plan: readonly { readonly kind: Kind; readonly count: number }[];
  /** points of each kind that quadrature checks too */
  readonly quadratures: number;
  /** points of each kind with faults that are shown */
  readonly examples: number;
  /** time after which a kind ends, all its points surveyed or not */
  readonly minutes: number;
}

const names: string = KINDS.map(({ name }) => name).join(", ");

export const HELP: string = `Usage: npm run survey -- [options] [kind [count]]...

How often the error estimates hold: random points of these kinds (default: all of them), each against a
tighter tolerance (1e-10 to 1e-12) and some of them against quadrature of both integrals. Every run surveys the same
points in the same order; all of them take hours, most of it by quadrature of electrodes with bands.

Kinds, and points by default:
${KINDS.map(({ name, count, title }) => `  ${name.padEnd(26)}${String(count).padStart(7)}  ${title}`).join("\n")}

Options:
  --quadratures N  points of each kind that quadrature checks (default 200)
  --examples N     points with faults that are shown, of each kind (default 10)
  --minutes N      a kind ends after so many minutes, with what it has found until then (default: none)
  --help           this text
`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  quadratures: { type: "string" },
  examples: { type: "string" },
  minutes: { type: "string" },
} as const;

export function parseSurveyOptions(args: readonly string[]): SurveyOptions {
  const { values, positionals } = parse(args);
  return {
    help: values.help ?? false,
    plan: planOf(positionals),
    quadratures: wholeNumber("--quadratures", values.quadratures ?? "200"),
    examples: wholeNumber("--examples", values.examples ?? "10"),
    minutes:
      values.minutes === undefined ? Number.POSITIVE_INFINITY : wholeNumber("--minutes", values.minutes),
  };
}

/** Kinds, each followed by a number of points or not. */
function planOf(words: readonly string[]): SurveyOptions["plan"] {
  if (words.length === 0) return KINDS.map((kind) => ({ kind, count: kind.count }));
  const plan: { kind: Kind; count: number }[] = [];
  for (const word of words) {
    const kind = KINDS.find(({ name }) => name === word);
    const last = plan.at(-1);
    if (kind) plan.push({ kind, count: kind.count });
    else if (last && /^[0-9]+$/.test(word))
      last.count = wholeNumber(`the number of ${last.kind.name} points`, word);
    else throw new UserError(`a kind must be one of ${names}; it is "${word}"`, 2);
  }
  return plan;
}

interface Parsed {
  readonly values: {
    readonly help?: boolean;
    readonly quadratures?: string;
    readonly examples?: string;
    readonly minutes?: string;
  };
  readonly positionals: string[];
}

function parse(args: readonly string[]): Parsed {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UserError((error as Error).message.split(". ")[0]!, 2);
  }
}

function wholeNumber(what: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new UserError(`${what} must be a whole number; it is "${text}"`, 2);
}
