/**
 * What an address of a page needs that the page's document does not name: said in the Link header, so that the browser asks for it beside
 * the first script and not after it, which is a whole trip of the line later.
 */
import { readFileSync } from "node:fs";
import { type BuiltChunk, builtFolder } from "./pages.ts";

/** Values of Link headers for a part that a page fetches by `import()`: scripts and style sheets that its document does not name. */
export function builtPart(from: string, aPage: string): (part: string) => string[] {
  const root = builtFolder(from, aPage);
  if (root === undefined) return () => [];
  const manifest = JSON.parse(readFileSync(`${root}manifest.json`, "utf8")) as Readonly<Record<string, BuiltChunk>>;
  const filesOf = (name: string, files = new Set<string>()): Set<string> => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return files;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) filesOf(next, files);
    return files;
  };
  const named = filesOf(aPage);
  return (part) => [...filesOf(part)].filter((file) => !named.has(file)).map(asLink);
}

const asLink = (file: string): string => `</${file}>; rel=${file.endsWith(".css") ? "preload; as=style" : "modulepreload"}; crossorigin`;

/** The same for what the page's script reads of the API, with its reader's cookies. Only for what nothing has to come before. */
export const readAhead = (path: string): string => `<${path}>; rel=preload; as=fetch; crossorigin=anonymous`;
