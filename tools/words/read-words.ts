/** The files that hold what pages say: `words/en.json` and its translations, beside the page or the part that says it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const LANGUAGES = ["en", "de", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** By key. */
export type Texts = Readonly<Record<string, string>>;

/** What every page has. */
export const OF_ALL = "shared/ui/words";
/** What the pages of a side have in common. */
const OF_SIDES = ["edge/web/words", "cloud/web/words"];

/** Every folder with texts, from the root. */
export function wordFolders(): string[] {
  return ["shared/ui", "edge/web", "cloud/web"].flatMap((folder) => foldersBelow(join(ROOT, folder))).map((path) => relative(ROOT, path));
}

function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || entry.name === "node_modules") return [];
    return entry.name === "words" && readdirSync(path).includes("en.json") ? [path] : foldersBelow(path);
  });
}

export function readTexts(folder: string, language: Language): Texts {
  return JSON.parse(readFileSync(join(ROOT, folder, `${language}.json`), "utf8")) as Texts;
}

/** The folders whose texts the page with this folder has: its own, those of its side, those of all. */
export function foldersOfPage(folder: string): string[] {
  const side = OF_SIDES.filter((one) => one !== folder && folder.startsWith(one.replace(/words$/, "")));
  const known = new Set(wordFolders());
  return [OF_ALL, ...side, folder].filter((one) => known.has(one));
}

export function textsOfPage(folder: string, language: Language): Texts {
  return Object.assign({}, ...foldersOfPage(folder).map((one) => readTexts(one, language))) as Texts;
}
