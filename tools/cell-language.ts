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
