// Why a file could not be written, in words for those who can do something about it.

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "the folder may only be read",
  EPERM: "the folder may only be read",
  EROFS: "the folder may only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/** A sentence for an error of the file system that a user can mend, undefined for any other error. */
export function plainReason(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ""];
  if (reason === undefined) return undefined;
  return path === undefined ? `cannot write: ${reason}` : `cannot write ${path}: ${reason}`;
}
