// What the runner needs of the notebooks' part: how results are described, merged and compared. It loads no drawing, no
// tables of danfojs and nothing else that takes time.

export type { ClaimsFile } from "./claims.js";
export { mergeClaims } from "./claims.js";
export type { TableComparison, TableDescription } from "./compare-tables.js";
export { compareTables, TOLERANCE } from "./compare-tables.js";
export type { Datapackage } from "./datapackage.js";
export { mergeDatapackage } from "./datapackage.js";
export { serialise } from "./files.js";
export { filledNumbers, fillIn, writtenAt } from "./filled-numbers.js";
export { plainReason } from "./plain-reason.js";
