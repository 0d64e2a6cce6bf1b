import { afterEach, describe, expect, it } from "vitest";
import { kernelDisplay, noDisplay } from "../../lib/notebook/display.js";

const scope = globalThis as { __tslab__?: unknown };

afterEach(() => {
  delete scope.__tslab__;
});

describe("kernelDisplay", () => {
  it("shows nothing outside a kernel", () => {
    expect(kernelDisplay()).toBe(noDisplay);
    expect(() => kernelDisplay().png(new Uint8Array(1), "alt")).not.toThrow();
  });

  it("asks the kernel for its own tslab", () => {
    const sent: unknown[] = [];
    const asked: string[] = [];
    const display = {
      markdown: (text: string) => sent.push(text),
      png: (image: Uint8Array) => sent.push(image),
    };
    scope.__tslab__ = {
      require: (id: string) => {
        asked.push(id);
        return { display };
      },
    };
    const shown = kernelDisplay();
    shown.markdown("*text*");
    const image = new Uint8Array([1, 2]);
    // No cell of this copy's kernel runs here, so the picture takes the public way.
    shown.png(image, "alt");
    expect(asked).toEqual(["tslab"]);
    expect(sent).toEqual(["*text*", image]);
  });
});
