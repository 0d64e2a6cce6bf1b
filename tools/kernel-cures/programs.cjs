"use strict";
/*
 * For every cell tslab has the compiler make two programs, and takes from the first no more than the names that the cell
 * declares. The compiler's own builder finds for each program what every declaration file refers to, with a type
 * checker: a fifth of its work. This builder makes no checker before one is needed, and looks from the cell only.
 */

/** The compiler's `createWatchCompilerHost`, as tslab calls it, with programs as they are described above. */
function hostOfLeanPrograms(ts) {
  return (files, options, system, _createProgram, ...reports) =>
    ts.createWatchCompilerHost(
      files,
      { ...options, types: typesOfNode(ts, options, system) },
      system,
      leanProgram(ts),
      ...reports,
    );
}

/** What a cell knows without an import does not hang on which packages with types happen to be installed. */
function typesOfNode(ts, options, system) {
  return ts.getAutomaticTypeDirectiveNames(options, system).filter((name) => name === "node");
}

function leanProgram(ts) {
  return (...given) => {
    const builder = ts.createAbstractBuilder(...given);
    const program = builder.getProgram();
    return {
      ...builder,
      getSourceFile(name) {
        const file = program.getSourceFile(name);
        // tslab reads the names that a cell declares off the file, where a checker would have put them
        if (file !== undefined) ts.bindSourceFile(file, program.getCompilerOptions());
        return file;
      },
      getAllDependencies: (file) => [...reachedFrom(ts, program, file)].map(({ fileName }) => fileName),
    };
  };
}

/** A file, and those of the program that it imports or refers to, and they in turn. */
function reachedFrom(ts, program, first) {
  const reached = new Set([first]);
  for (const file of reached) {
    for (const name of namesIn(ts, file)) {
      const next = program.getSourceFile(name);
      if (next !== undefined) reached.add(next);
    }
  }
  return reached;
}

function namesIn(ts, file) {
  const names = file.referencedFiles.map(({ fileName }) =>
    ts.resolveTripleslashReference(fileName, file.fileName),
  );
  file.resolvedModules?.forEach(({ resolvedModule }) => {
    if (resolvedModule !== undefined) names.push(resolvedModule.resolvedFileName);
  });
  return names;
}

module.exports = { hostOfLeanPrograms };
