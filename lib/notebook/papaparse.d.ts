// The part of papaparse that is used here; the package has no types of its own.
declare module "papaparse" {
  interface ParseResult {
    data: string[][];
    errors: { message: string; row?: number }[];
  }
  const papaparse: {
    parse(text: string, options: { delimiter: string; skipEmptyLines: boolean }): ParseResult;
  };
  export default papaparse;
}
