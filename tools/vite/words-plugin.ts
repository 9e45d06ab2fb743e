/**
 * `import("./words/de.json")` of a page gives all that the page says in German, in one file: its own texts, those of its side and those of
 * the shared components, parsed. `?first` and `?later` behind the name: what its first view says, and the rest. `?accented` and `?mirrored`:
 * the languages for tests.
 */
import { dirname, join, relative } from "node:path";
import type { Plugin } from "vite";
import { compileTexts } from "../words/compile.ts";
import { splitTexts } from "../words/first-keys.ts";
import { type Pseudo, pseudoTexts } from "../words/pseudo.ts";
import { foldersOfPage, type Language, ROOT, readTexts, type Texts, textsOfPage, wordFolders } from "../words/read-words.ts";

const OF_WORDS = /^(.+\/words)\/(en|de|es)\.json(?:\?(first|later|accented|mirrored))?$/;
const NO_PARSER = "@formatjs/icu-messageformat-parser/no-parser.js";
/** Shows the parts of all pages. */
const STORIES = "tools/stories/words";

export function wordsPlugin(): Plugin {
  return {
    name: "words",
    enforce: "pre",
    // The texts are parsed here, and no page has to.
    config: () => ({ resolve: { alias: [{ find: /^@formatjs\/icu-messageformat-parser$/, replacement: NO_PARSER }] } }),
    load(id) {
      const [, path, language, part] = OF_WORDS.exec(id) ?? [];
      if (path === undefined) return null;
      const folder = relative(ROOT, path);
      const folders = folder === STORIES ? wordFolders() : foldersOfPage(folder);
      for (const one of folders) this.addWatchFile(join(ROOT, one, `${language}.json`));
      const texts = folder === STORIES ? allTexts(language as Language) : textsOfPage(folder, language as Language);
      if (part === undefined) return JSON.stringify(compileTexts(texts));
      // With something behind its name a file is no JSON to the bundler.
      const asCode = (compiled: object) => ({ code: `export default ${JSON.stringify(compiled)}`, moduleType: "js" as const });
      if (part !== "first" && part !== "later") return asCode(pseudoTexts(texts, part as Pseudo));
      return asCode(compileTexts(splitTexts(dirname(folder), texts)[part]));
    },
  };
}

const allTexts = (language: Language): Texts => Object.assign({}, ...wordFolders().map((folder) => readTexts(folder, language))) as Texts;
