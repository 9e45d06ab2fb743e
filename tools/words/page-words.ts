/** Every page with the sources that it loads, and whether it has the texts that they name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Graph, readGraph } from "../graph/read-graph.ts";
import { type NamedTexts, readNamedTexts } from "./named-texts.ts";
import { ROOT, readTexts, textsOfPage, wordFolders } from "./read-words.ts";

export interface PageWords {
  /** Every key, with the folder that has it. */
  readonly known: ReadonlyMap<string, string>;
  /** Nobody says these. */
  readonly unused: readonly string[];
  /** "edge/web/board says store.sound.on, which it does not have". */
  readonly missing: readonly string[];
  /** In attributes of the files that biome lets say nothing by themselves. */
  readonly literals: readonly string[];
}

/** As .biome.jsonc names them for noJsxLiterals, which looks at what stands between tags. */
function isConverted(file: string): boolean {
  const [, list = ""] = /"includes": \[([^\]]+)\],\s*"linter":[\s{]+"rules":[\s{]+"style":[\s{]+"noJsxLiterals"/.exec(BIOME) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].some(([, glob = ""]) => patternOf(glob).test(file));
}

const BIOME = readFileSync(join(ROOT, ".biome.jsonc"), "utf8");
const patternOf = (glob: string): RegExp =>
  new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("**/", "(?:.+/)?").replaceAll("*", "[^/]*")}$`);

/** Said by code, where a page has the text: what its server may refuse. */
const OF_SERVER = /^refusal\./;
const OF_PAGES = /^(shared\/ui|edge\/web|cloud\/web)\//;
const OF_TESTS = /\.(long\.)?test(-fixture)?\.tsx?$/;

export function readPageWords(graph: Graph = readGraph()): PageWords {
  const known = new Map(wordFolders().flatMap((folder) => Object.keys(readTexts(folder, "en")).map((key) => [key, folder] as const)));
  const named = new Map(
    graph.files
      .filter((file) => OF_PAGES.test(file) && !OF_TESTS.test(file))
      .map((file) => [file, readNamedTexts(file, readFileSync(join(ROOT, file), "utf8"))] as const),
  );
  const keysOf = (file: string): string[] => keysNamed(named.get(file), known);
  const used = new Set([...named.keys()].flatMap(keysOf));
  const pages = graph.files.filter((file) => /\/web\/.+\/main\.tsx$/.test(file)).map((file) => file.replace(/\/main\.tsx$/, ""));
  return {
    known,
    unused: [...known.keys()].filter((key) => !used.has(key)),
    missing: pages.flatMap((page) => {
      const has = textsOfPage(`${page}/words`, "en");
      const said = new Set(filesOf(`${page}/main.tsx`, graph).flatMap(keysOf));
      return [...said].filter((key) => !(key in has) && !OF_SERVER.test(key)).map((key) => `${page} says ${key}, which it does not have`);
    }),
    literals: [...named].flatMap(([file, { literals }]) => (isConverted(file) ? literals.map((literal) => `${file}: ${literal}`) : [])),
  };
}

function keysNamed(texts: NamedTexts | undefined, known: ReadonlyMap<string, string>): string[] {
  if (!texts) return [];
  const { keys, patterns } = texts;
  return [...known.keys()].filter((key) => keys.has(key) || patterns.some((pattern) => pattern.test(key)));
}

/** What runs on a page. */
function filesOf(main: string, { arrows }: Graph): string[] {
  const files = new Set([main]);
  for (const file of files) for (const { from, to, isType } of arrows) if (from === file && !isType) files.add(to);
  return [...files];
}
