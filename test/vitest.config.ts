import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files that take long; Vitest begins with the largest files, and none should be left to run alone at the end. */
const LONG: readonly string[] = ["reproduction"];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG.some((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Tests run little for long, as a compiler does. */
const optimiseLater = resolve(import.meta.dirname, "../tools/optimise-later.cjs");

export default defineConfig({
  test: { execArgv: ["--require", optimiseLater], sequence: { sequencer: LongFirst } },
});
