/** Why a file could not be written, in words for those who can do something about it. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "the folder may only be read",
  EPERM: "the folder may only be read",
  EROFS: "the folder may only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/**
 * A sentence for an error of the file system that a user can mend, `undefined` for any other error. `path` is the file
 * in question, by default the one that the error names.
 */
export function plainReason(error: unknown, path?: string): string | undefined {
  const { code, path: named } = error as NodeJS.ErrnoException;
  const reason = reasons[code ?? ""];
  if (reason === undefined) return undefined;
  const place = path ?? named;
  return place === undefined ? `cannot write: ${reason}` : `cannot write ${place}: ${reason}`;
}
