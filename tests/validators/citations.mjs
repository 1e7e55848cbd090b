// Reads a bibliography (stdin) as BibTeX, RIS or CSL-JSON, named by the argument, with Citation.js; prints CSL-JSON.
import { readFileSync } from "node:fs";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";

const forms = { bibtex: "@bibtex/text", ris: "@ris/file", csl: "@csl/list+object" };
const format = process.argv[2];
const text = readFileSync(0, "utf8");
const entries = new Cite(format === "csl" ? JSON.parse(text) : text, { forceType: forms[format] });
console.log(JSON.stringify(entries.data.map(({ _graph, ...entry }) => entry)));
