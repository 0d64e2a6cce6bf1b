// Collects what a kernel publishes while it runs a cell, as outputs of an nbformat-4 notebook.

import { isObject, type JsonObject } from "./json.js";
import type { WireMessage } from "./wire.js";

/** An output as the notebook format defines it, with text in one piece. */
export type Output = JsonObject & { output_type: string };

/** Outputs which a later message may overwrite, by display id; shared by all cells of a kernel. */
export type Displays = Map<string, Output[]>;

/** Adds one published message to a cell's outputs. Messages which are no output are ignored. */
export function collect(outputs: Output[], displays: Displays, message: WireMessage): void {
  const { type, content } = message;
  if (type === "stream") appendStream(outputs, String(content.name), String(content.text));
  else if (type === "display_data") outputs.push(remember(displays, content, display(content)));
  else if (type === "update_display_data") updateDisplays(displays, content);
  else if (type === "execute_result") {
    const count = content.execution_count ?? null;
    outputs.push({ ...display(content), output_type: "execute_result", execution_count: count });
  } else if (type === "error") outputs.push({ ...content, output_type: "error" });
}

/** Consecutive text on the same stream is one output. */
function appendStream(outputs: Output[], name: string, text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === name) last.text = `${last.text}${text}`;
  else outputs.push({ output_type: "stream", name, text });
}

function display(content: JsonObject): Output {
  return { output_type: "display_data", data: content.data ?? {}, metadata: content.metadata ?? {} };
}

function displayId(content: JsonObject): string | undefined {
  const transient = content.transient;
  return isObject(transient) && typeof transient.display_id === "string" ? transient.display_id : undefined;
}

function remember(displays: Displays, content: JsonObject, output: Output): Output {
  const id = displayId(content);
  if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output]);
  return output;
}

function updateDisplays(displays: Displays, content: JsonObject): void {
  for (const output of displays.get(displayId(content) ?? "") ?? []) Object.assign(output, display(content));
}

/** All text which a cell wrote to stderr. */
export function stderrOf(outputs: readonly Output[]): string {
  return outputs
    .filter((output) => output.output_type === "stream" && output.name === "stderr")
    .map((output) => String(output.text))
    .join("");
}
