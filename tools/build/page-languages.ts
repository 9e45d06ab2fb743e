/**
 * A page in each of its languages: `index.de.html` names the file with what it says in German, so that the browser fetches it beside the
 * script and not after it. The server chooses (shared/server/pages.ts); `index.html` leaves it to the page.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "vite";
import { LANGUAGES, type Language, readTexts } from "../words/read-words.ts";

/** By language: the file that Vite has made of the page's words; `later`: of those that its first view does not say. */
export function wordFilesOf(page: string, manifest: Manifest, part: "first" | "later" = "first"): ReadonlyMap<Language, string> {
  return new Map([...wordsOf(page, manifest, part)].map(([language, { file }]) => [language, file]));
}

interface BuiltWords {
  readonly file: string;
  /** Where they are written: "pos/words". */
  readonly folder: string;
}

function wordsOf(page: string, manifest: Manifest, part: "first" | "later" = "first"): ReadonlyMap<Language, BuiltWords> {
  const files = new Map<Language, BuiltWords>();
  const parts = new Set([page]);
  for (const each of parts) for (const next of manifest[each]?.imports ?? []) parts.add(next);
  for (const name of [...parts].flatMap((each) => manifest[each]?.dynamicImports ?? [])) {
    const [, folder = "", found, of = "first"] = /^(.+\/words)\/(\w+)\.json(?:\?(\w+))?$/.exec(name) ?? [];
    const language = LANGUAGES.find((one) => one === found);
    const file = manifest[name]?.file;
    if (language && file && of === part) files.set(language, { file, folder });
  }
  return files;
}

/** `web`: where the side's pages are, from the root: "edge/web". */
export function writePageLanguages(web: string, folder: string, manifest: Manifest): void {
  for (const page of Object.keys(manifest).filter((name) => name.endsWith("index.html"))) {
    const html = withStylesLast(readFileSync(join(folder, page), "utf8"));
    writeFileSync(join(folder, page), html);
    for (const [language, { file, folder: words }] of wordsOf(page, manifest)) {
      const title = titleIn(`${web}/${words}`, language);
      const inLanguage = html
        .replace(/<html lang="\w+">/, `<html lang="${language}" data-language="${language}">`)
        .replace(/<title>.*<\/title>/, (own) => (title === null ? own : `<title>${title}</title>`))
        .replace("</head>", `  <link rel="modulepreload" crossorigin href="/${file}">\n  </head>`);
      writeFileSync(join(folder, page.replace(/html$/, `${language}.html`)), inLanguage);
    }
  }
}

/** What the page is called before its script has run; null: as its source says. */
function titleIn(words: string, language: Language): string | null {
  const [, title = null] = Object.entries(readTexts(words, language)).find(([key]) => key.endsWith(".page_title")) ?? [];
  return title;
}

/** At the end of the document style sheets hold up the script, which is to find them, but not what is drawn before it (opening-plugin.ts). */
function withStylesLast(html: string): string {
  const sheets = html.match(/^ *<link rel="stylesheet".*\n/gm) ?? [];
  return sheets.reduce((rest, sheet) => rest.replace(sheet, ""), html).replace("  </body>", `${sheets.join("")}  </body>`);
}
