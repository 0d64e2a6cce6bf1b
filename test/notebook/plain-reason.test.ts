import { expect, it } from "vitest";
import { plainReason } from "../../lib/notebook/plain-reason.js";

it.each([
  ["ENOSPC", "cannot write /a/b: the disk is full"],
  ["EROFS", "cannot write /a/b: the folder may only be read"],
  ["EACCES", "cannot write /a/b: the folder may only be read"],
  ["ENOENT", undefined],
])("%s is put into plain words, or left alone if nobody can mend it: %s", (code, sentence) => {
  const error = Object.assign(new Error("raw"), { code, path: "/a/b" });
  expect(plainReason(error)).toBe(sentence);
  expect(plainReason(Object.assign(new Error("raw"), { code }), "/a/b")).toBe(sentence);
  expect(plainReason(Object.assign(new Error("raw"), { code: "ENOSPC" }))).toBe(
    "cannot write: the disk is full",
  );
});
