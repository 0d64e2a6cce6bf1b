import { describe, expect, it } from "vitest";
import { notebooks } from "./documents.js";
import { unfounded } from "./numbers.js";

describe("numbers in running text", () => {
  it.each(notebooks)("of $path are computed or given there", (notebook) => {
    expect(
      unfounded(notebook).map(({ number, where, context }) => `${where}: ${number} in: ${context}`),
    ).toEqual([]);
  });
});
