// Reads a PDF with pdf.js and answers JSON: its pages as text, its metadata, its language, its outline.
import { extractText, getDocumentProxy } from "unpdf";

export default async function judge(data) {
  const pdf = await getDocumentProxy(new Uint8Array(data));
  const { text } = await extractText(pdf);
  const { info } = await pdf.getMetadata();
  const outline = (await pdf.getOutline()) ?? [];
  await pdf.destroy();
  return { status: 0, out: JSON.stringify({ pages: text, info, outline: outline.map((it) => it.title) }) };
}
