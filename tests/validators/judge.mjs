// Stays while a test session lasts: each line of standard input is one question ({ script, arguments, data: base64 }), answered
// by a line { status, out, err }. The scripts load what they judge by once; what they answer depends on the question alone.
import { createInterface } from "node:readline";

console.log = console.error; // standard output is for answers; libraries may say what they like
const judges = new Map();

async function answer({ script, arguments: args, data }) {
  try {
    if (!judges.has(script)) judges.set(script, (await import(`./${script}`)).default);
    return { err: "", ...(await judges.get(script)(Buffer.from(data, "base64"), ...args)) };
  } catch (error) {
    return { status: 1, out: "", err: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
