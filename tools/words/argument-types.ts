/** The types of a folder's texts: a wrong key, or a wrong or missing argument, is an error where the text is used. */
import { argumentsOf } from "./compile.ts";
import { OF_ALL, readTexts } from "./read-words.ts";

const HEAD = "// Made of en.json by `npm run words`.\n";

/** The content of the folder's messages.d.ts. */
export function typesOf(folder: string): string {
  const lines = Object.entries(readTexts(folder, "en")).map(([key, text]) => `${JSON.stringify(key)}: ${typeOf(key, text)};`);
  const types = ["Tag", "Text"].filter((name) => lines.some((line) => new RegExp(`\\b${name}\\b`).test(line.slice(line.indexOf(": {")))));
  const from = folder === OF_ALL ? "./words.ts" : "@crema/ui/words/words.ts";
  const imports = types.length > 0 ? `import type { ${types.join(", ")} } from "${from}";\n` : "";
  const body = (indent: string) => lines.map((line) => `${indent}${line}\n`).join("");
  if (folder === OF_ALL) return `${HEAD}${imports}\nexport interface Messages {\n${body("  ")}}\n`;
  return `${HEAD}${imports || "export {};\n"}\ndeclare module "@crema/ui/words/messages.d.ts" {\n  interface Messages {\n${body("    ")}  }\n}\n`;
}

function typeOf(key: string, text: string): string {
  const given = [...argumentsOf(key, text)].map(([name, type]) => `readonly ${name}: ${type}`);
  return given.length === 0 ? "null" : `{ ${given.join("; ")} }`;
}
