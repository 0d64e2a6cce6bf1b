/**
 * The checks of input, for packages that draw or compute with what this one takes: the same words for the same fault.
 * Imported as "ehp-transport/input-checks".
 */

export { refuse, requireFinite, requireKeys, requirePositive } from "./checks/validate.js";
export { electronFeatures } from "./electrons/electrons.js";
export { ensureJunction } from "./junction/junction.js";
export { checkOperatingPoint } from "./junction/operating-point.js";
