// What TypeScript in the kernel's cells does not mean as elsewhere.

/** Names that a cell declares or imports at its top level. */
export function declaredIn(code: string): string[] {
  const lists = [
    ...code.matchAll(
      /^(?:const|let|var|(?:async\s+)?function\*?|class|enum)\s+(?:\{([^}]*)\}|\[([^\]]*)\]|([\w$]+))/gm,
    ),
    ...code.matchAll(/^import\s+(?:type\s+)?(?:\{([^}]*)\}|\*\s+as\s+([\w$]+)|([\w$]+)\s+from)/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  return lists
    .flatMap((list) => list.split(","))
    .map((part) =>
      part
        .split(/=/)[0]!
        .split(/:|\sas\s/)
        .at(-1)!
        .replace("...", "")
        .trim(),
    )
    .filter((name) => /^[\w$]+$/.test(name));
}

/** Names that a cell uses as shorthand properties, as in `{ rows }`; those of patterns and imports are among them. */
export function shorthandIn(code: string): string[] {
  const text = code.replace(
    /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g,
    (part) => (part.startsWith("/") ? " " : '""'),
  );
  const names: string[] = [];
  const open: string[] = [];
  let before = "";
  for (const match of text.matchAll(/[\w$]+|[^\s\w$]/g)) {
    const token = match[0];
    const next = /^\s*(\S)/.exec(text.slice(match.index + token.length))?.[1] ?? "";
    const isEntry = (before === "{" || before === ",") && (next === "," || next === "}");
    if (open.at(-1) === "{" && isEntry && /^[A-Za-z_$]/.test(token)) names.push(token);
    if ("({[".includes(token)) open.push(token);
    else if (")}]".includes(token)) open.pop();
    before = token;
  }
  return names;
}

/** What to say beyond the error text of a cell, "" if nothing. `earlier` are the code cells before it. */
export function hintFor(error: string, source: string, earlier: readonly string[]): string {
  const name = /^ReferenceError: ([\w$]+) is not defined/m.exec(error)?.[1];
  if (name === undefined || !shorthandIn(source).includes(name)) return "";
  if (!earlier.some((code) => declaredIn(code).includes(name))) return "";
  return (
    `in a cell write { ${name}: ${name} }: ` +
    "the kernel does not resolve shorthand for variables of earlier cells"
  );
}
