import { createRequire } from "node:module";

/** Where a notebook's outputs go. Tests may pass their own to `openNotebook`. */
export interface Display {
  /** One output of formatted text, in Markdown. */
  markdown(text: string): void;
  /** One picture, with the text that stands for it where it cannot be seen. */
  png(image: Uint8Array, alt: string): void;
}

/** A display that shows nothing, for programs that are not notebooks. */
export const noDisplay: Display = { markdown: () => {}, png: () => {} };

/** The part of the public interface of tslab that is used. */
interface Tslab {
  readonly display: { markdown(text: string): void; png(image: Uint8Array): void };
}

/** The part of tslab's inner module that sends an output with metadata; `null` before the first cell runs. */
interface Messages {
  readonly lastWriteDisplayData: ((content: unknown) => void) | null;
}

/**
 * The display of the running tslab kernel, or one that shows nothing outside a kernel.
 *
 * The kernel's own copy of tslab is asked for, whichever that is, and each output goes to the cell that runs at that
 * moment.
 */
export function kernelDisplay(): Display {
  const kernel = (globalThis as { __tslab__?: { require?: (id: string) => unknown } }).__tslab__;
  if (typeof kernel?.require !== "function") return noDisplay;
  const { display } = kernel.require("tslab") as Tslab;
  const messages = innerMessages();
  return {
    markdown: (text) => display.markdown(text),
    png: (image, alt) => {
      const send = messages?.lastWriteDisplayData;
      if (!send) return display.png(image);
      send({
        data: { "image/png": Buffer.from(image).toString("base64"), "text/plain": alt },
        metadata: { "image/png": { alt } },
        transient: {},
      });
    },
  };
}

/** tslab's public interface sends a picture without the text for screen readers, so its inner module is asked. */
function innerMessages(): Messages | undefined {
  try {
    return createRequire(import.meta.url)("tslab/dist/jupyter.js") as Messages;
  } catch {
    return undefined;
  }
}
