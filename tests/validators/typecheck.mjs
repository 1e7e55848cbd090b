// Type-checks a JSON-LD graph against schema-dts, Google's types of schema.org. Answers errors; status 1 when any.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const name = join(dirname(fileURLToPath(import.meta.url)), "graph.ts");
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
const libraries = new Map(); // read and parsed once: they are the same for every graph
let source = "";
host.getSourceFile = (file, version) => {
  if (file === name) return ts.createSourceFile(file, source, version);
  if (!libraries.has(file)) libraries.set(file, getSourceFile.call(host, file, version));
  return libraries.get(file);
};
host.fileExists = (file) => file === name || fileExists.call(host, file);
host.readFile = (file) => (file === name ? source : readFile.call(host, file));

export default function judge(data) {
  source = `import type { Graph } from "schema-dts";\nexport const graph: Graph = ${data.toString("utf8")};\n`;
  const errors = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host));
  const out = errors.map((error) => {
    const line = error.file ? error.file.getLineAndCharacterOfPosition(error.start).line : 0;
    return `line ${line}: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}\n`;
  });
  return { status: errors.length ? 1 : 0, out: out.join("") };
}
