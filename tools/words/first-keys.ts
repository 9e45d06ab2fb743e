/** Which texts a page says before anything of it is fetched later: those that its sources name which are not behind an `import()`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveImport } from "../graph/read-graph.ts";
import { readFirstImports } from "../graph/read-imports.ts";
import { type NamedTexts, readNamedTexts } from "./named-texts.ts";
import { ROOT, type Texts } from "./read-words.ts";

/** `page`: its folder, "cloud/web/app". */
export function splitTexts(page: string, texts: Texts): { readonly first: Texts; readonly later: Texts } {
  const named = firstSources(`${page}/main.tsx`);
  const isFirst = (key: string) => named.some(({ keys, patterns }) => keys.has(key) || patterns.some((pattern) => pattern.test(key)));
  const all = Object.entries(texts);
  return {
    first: Object.fromEntries(all.filter(([key]) => isFirst(key))),
    later: Object.fromEntries(all.filter(([key]) => !isFirst(key))),
  };
}

function firstSources(main: string): NamedTexts[] {
  const found = new Map<string, NamedTexts>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    const text = readFileSync(join(ROOT, file), "utf8");
    found.set(file, readNamedTexts(file, text));
    const next = readFirstImports(file, text).map((name) => resolveImport(file, name));
    for (const to of next) if (to !== null && /\.tsx?$/.test(to)) visit(to);
  };
  visit(main);
  return [...found.values()];
}
