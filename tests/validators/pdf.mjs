// Reads a PDF (stdin) with pdf.js and prints JSON: its pages as text, its metadata, its language, its outline.
import { readFileSync } from "node:fs";
import { extractText, getDocumentProxy } from "unpdf";

const pdf = await getDocumentProxy(new Uint8Array(readFileSync(0)));
const { text } = await extractText(pdf);
const { info } = await pdf.getMetadata();
const outline = (await pdf.getOutline()) ?? [];
console.log(JSON.stringify({ pages: text, info, outline: outline.map((it) => it.title) }));
