// British spelling, by cspell's dictionaries and the project's own words in tools/words.txt.

import { type CSpellUserSettings, spellCheckDocument } from "cspell-lib";
import { type Piece, proseOf, read } from "./documents.js";

/** Words the dictionaries lack: names, terms of the field, abbreviations. Lines that begin with # are comments. */
export const ownWords: readonly string[] = read("tools/words.txt")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

const settings: CSpellUserSettings = {
  language: "en-GB",
  words: [...ownWords],
  dictionaries: ["softwareTerms", "typescript", "node", "npm"],
  allowCompoundWords: false,
  minWordLength: 4,
  ignoreRegExpList: ["/\\\\[A-Za-z]+/g", "/[\\w-]+\\.(?:ts|js|mjs|md|ipynb|json|csv|svg|png|py|txt)\\b/g"],
};

/** American spellings that dictionaries of programming accept; a verb in -size or -prize is none. */
const american =
  /\b(?:\w*(?<!s|pr|se)iz(?:e[sd]?|ing)|\w+ization\w*|(?:empha|synthe|hypothe)siz\w+|\w+yz(?:e[sd]?|ing)|colors?|colored|behaviors?|neighbors?|neighboring|favors?|favorite|centers?|centered|gray|labeled|labeling|modeled|modeling|canceled|canceling|tunneling|traveling|fulfill|analogs?|catalogs?|artifacts?)\b/gi;

/** References keep the names and the spelling that they have. */
function withoutReferences(markdown: string): string {
  return markdown.replace(/^(#+ References *\n)([\s\S]*?)(?=^#|^\*\*|$(?![\s\S]))/gm, "$1");
}

/** Words of these texts that no dictionary has, or that are American, with their places in order of the text. */
export async function misspelt(pieces: readonly Piece[]): Promise<string[]> {
  // A word that was met before tells nothing new, and each takes its time.
  const met = new Set<string>();
  const isNew = (word: string): boolean => !met.has(word) && met.add(word) !== undefined;
  const newIn = ({ text }: Piece): string =>
    proseOf(withoutReferences(text)).split(/\s+/).filter(isNew).join(" ");
  const text = pieces.map(newIn).join("\n");
  const { issues, errors } = await spellCheckDocument(
    { uri: "file:///prose.txt", text, languageId: "plaintext" },
    { generateSuggestions: false, noConfigSearch: true },
    { ...settings, maxNumberOfProblems: 10_000, maxDuplicateProblems: 1 },
  );
  if (errors?.length) throw errors[0];
  const pieceAt = (offset: number): Piece => pieces[text.slice(0, offset).split("\n").length - 1]!;
  const unknown = issues.map(({ text: word, offset }) => [offset, word] as const);
  const foreign = [...text.matchAll(american)].map(({ 0: word, index }) => [index, word] as const);
  return [...unknown, ...foreign]
    .sort(([a], [b]) => a - b)
    .map(([offset, word]) => `${word} (${pieceAt(offset).where})`);
}
