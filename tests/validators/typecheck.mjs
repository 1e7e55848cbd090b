// Type-checks a JSON-LD graph (stdin) against schema-dts, Google's types of schema.org. Prints errors; exit code 1 when any.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const name = join(dirname(fileURLToPath(import.meta.url)), "graph.ts");
const source = `import type { Graph } from "schema-dts";\nexport const graph: Graph = ${readFileSync(0, "utf8")};\n`;
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (file, version) =>
  file === name ? ts.createSourceFile(file, source, version) : getSourceFile.call(host, file, version);
host.fileExists = (file) => file === name || fileExists.call(host, file);
host.readFile = (file) => (file === name ? source : readFile.call(host, file));

const errors = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host));
for (const error of errors) {
  const line = error.file ? error.file.getLineAndCharacterOfPosition(error.start).line : 0;
  console.log(`line ${line}: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}`);
}
process.exitCode = errors.length ? 1 : 0;
