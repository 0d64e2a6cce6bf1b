import { describe, expect, it } from "vitest";
import { parseNotebook, serialiseNotebook, withResults } from "../../tools/notebook-file.js";

// Written by nbformat 5.11: a source with every line boundary of Python, text that is not ASCII, an attachment, and
// outputs of all kinds.
const WRITTEN_BY_NBFORMAT = String.raw`{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "iVBORw=="
    }
   },
   "cell_type": "markdown",
   "id": "m",
   "metadata": {},
   "source": [
    "# Ü λ \u0001\r\n",
    "a\u000b",
    "b\f",
    "c\u001c",
    "d\u001e",
    "e<NEL>",
    "f<LS>",
    "g\r",
    "h\n",
    "\n",
    "last"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "c",
   "metadata": {
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "1\n",
      "\u001b[1m2"
     ]
    },
    {
     "data": {
      "application/json": {
       "a": 1,
       "b": []
      },
      "image/png": "AAAA\nBBBB\n",
      "image/svg+xml": [
       "<svg>\n",
       "</svg>"
      ],
      "text/plain": []
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "TypeScript",
   "language": "typescript",
   "name": "tslab"
  },
  "language_info": {
   "name": "typescript"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
  .replace("<NEL>", "\x85")
  .replace("<LS>", "\u2028");

const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", outputs: [], execution_count: null };
const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
const parse = (change: object): unknown =>
  parseNotebook(JSON.stringify({ ...notebook, ...change }), "n.ipynb");

describe("notebook files", () => {
  it("are written in the bytes of nbformat", () => {
    const { stored } = parseNotebook(WRITTEN_BY_NBFORMAT, "n.ipynb");
    expect(serialiseNotebook(stored)).toBe(WRITTEN_BY_NBFORMAT);
  });

  it("hold results without what differs from run to run", () => {
    const metadata = { execution: { "iopub.status.busy": "2024-01-01" }, collapsed: false, tags: ["x"] };
    const parsed = parseNotebook(JSON.stringify({ ...notebook, cells: [{ ...cell, metadata }] }), "n.ipynb");
    const stream = { output_type: "stream", name: "stdout", text: "10 %\r20 %\r\ndone\n" };
    const fresh = withResults(parsed, [{ outputs: [stream] }], { name: "typescript" });
    expect(fresh).toMatchObject({
      metadata: { kernelspec: { name: "tslab" }, language_info: { name: "typescript" } },
      cells: [{ execution_count: 1, outputs: [{ text: "20 %\r\ndone\n" }] }],
    });
    expect((fresh.cells as object[])[0]).toHaveProperty("metadata", { tags: ["x"] });
  });

  it("are refused with the reason, and the place", () => {
    expect(() => parseNotebook("{", "n.ipynb")).toThrow("n.ipynb: not JSON");
    expect(() => parseNotebook("[]", "n.ipynb")).toThrow("n.ipynb: not a notebook");
    expect(() => parse({ nbformat: 3 })).toThrow("n.ipynb: not a notebook of format 4 (nbformat is 3)");
    expect(() => parse({ metadata: null })).toThrow("the notebook has no metadata");
    expect(() => parse({ cells: {} })).toThrow("the notebook has no list of cells");
    expect(() => parse({ cells: [cell, { ...cell, cell_type: "heading" }] })).toThrow(
      "n.ipynb, cell 2: cell_type",
    );
    expect(() => parse({ cells: [{ ...cell, source: 1 }] })).toThrow("n.ipynb, cell 1: source must be text");
    expect(() => parse({ cells: [{ ...cell, id: "a b" }] })).toThrow("n.ipynb, cell 1: the id must be");
    expect(() => parse({ cells: [cell, cell] })).toThrow('n.ipynb, cell 2: the id "a" is used twice');
    expect(() => parse({ nbformat_minor: 4, cells: [cell, cell] })).not.toThrow();
  });
});
