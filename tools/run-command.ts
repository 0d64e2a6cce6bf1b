// What all commands do around their work: status of the process, and plain words for errors that are the user's to mend.

import { plainReason } from "ehp-notebook/records";
import { UserError } from "./user-error.js";

/**
 * Runs the command `name` and sets the exit status of the process. Of what a user can mend the sentence is shown, and
 * `advice` after it where the command line is wrong; any other error keeps its stack.
 */
export async function runCommand(
  name: string,
  work: () => Promise<number> | number,
  advice: string = "",
): Promise<void> {
  // As in `npm run jupyter -- --print-env | head -3`: who has read enough closes the pipe, and all is said.
  onClosedOutput(() => process.exit());
  try {
    process.exitCode = await work();
  } catch (error) {
    const sentence = error instanceof UserError ? error.message : plainReason(error);
    if (sentence === undefined) throw error;
    const status = error instanceof UserError ? error.status : 1;
    process.stderr.write(`${name}: ${sentence}\n${status === 2 && advice !== "" ? `\n${advice}` : ""}`);
    process.exitCode = status;
  }
}

/** Calls `end` when whatever reads the output has closed it; instead of an earlier `end`. */
export function onClosedOutput(end: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      end();
    });
  }
}
