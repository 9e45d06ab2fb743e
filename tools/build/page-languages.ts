/**
 * A page in each of its languages: `index.de.html` names the file with what it says in German, so that the browser fetches it beside the
 * script and not after it. The server chooses (shared/server/pages.ts); `index.html` leaves it to the page.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "vite";
import { LANGUAGES, type Language } from "../words/read-words.ts";

/** By language: the file that Vite has made of the page's words. */
export function wordFilesOf(page: string, manifest: Manifest): ReadonlyMap<Language, string> {
  const files = new Map<Language, string>();
  const parts = new Set([page]);
  for (const part of parts) for (const next of manifest[part]?.imports ?? []) parts.add(next);
  for (const name of [...parts].flatMap((part) => manifest[part]?.dynamicImports ?? [])) {
    const [, found] = /\/words\/(\w+)\.json$/.exec(name) ?? [];
    const language = LANGUAGES.find((one) => one === found);
    const file = manifest[name]?.file;
    if (language && file) files.set(language, file);
  }
  return files;
}

export function writePageLanguages(folder: string, manifest: Manifest): void {
  for (const page of Object.keys(manifest).filter((name) => name.endsWith("index.html"))) {
    const html = readFileSync(join(folder, page), "utf8");
    for (const [language, file] of wordFilesOf(page, manifest)) {
      const inLanguage = html
        .replace(/<html lang="\w+">/, `<html lang="${language}" data-language="${language}">`)
        .replace("</head>", `  <link rel="modulepreload" crossorigin href="/${file}">\n  </head>`);
      writeFileSync(join(folder, page.replace(/html$/, `${language}.html`)), inLanguage);
    }
  }
}
