// Takes the place of tools/dist/kernel.js in tests of what the command line makes of a run; see project.ts. The real
// kernel takes seconds to start. A cell is run here as plain JavaScript, in this very process and by itself: it sees no
// variable of another cell. It may use `console.log` and `console.warn`, and of `process` what is passed on below.

const AsyncFunction = (async () => {}).constructor;

/** @param {import("../../tools/kernel.js").KernelOptions} options */
export async function startKernel({ env }) {
  let count = 0;
  return {
    languageInfo: { name: "typescript" },
    ended: Promise.resolve(),
    settle: async () => "settled",
    shutdown: async () => "",
    kill: () => {},
    execute: async (/** @type {string} */ code) => {
      const outputs = [];
      const print = (name) => (text) => outputs.push({ output_type: "stream", name, text: `${text}\n` });
      const console = { log: print("stdout"), warn: print("stderr") };
      const { pid, getBuiltinModule } = globalThis.process;
      const process = { env, pid, getBuiltinModule };
      let outcome = "ok";
      try {
        await new AsyncFunction("process", "console", code)(process, console);
      } catch (error) {
        outcome = "error";
        console.warn(error);
      }
      return { outcome, outputs, executionCount: ++count, detail: "" };
    },
  };
}

export function killAllKernels() {}
