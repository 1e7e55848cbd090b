// Reads a bibliography as BibTeX, RIS or CSL-JSON, named by the argument, with Citation.js; answers CSL-JSON.
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";

const forms = { bibtex: "@bibtex/text", ris: "@ris/file", csl: "@csl/list+object" };

export default function judge(data, format) {
  const text = data.toString("utf8");
  const entries = new Cite(format === "csl" ? JSON.parse(text) : text, { forceType: forms[format] });
  return { status: 0, out: JSON.stringify(entries.data.map(({ _graph, ...entry }) => entry)) };
}
