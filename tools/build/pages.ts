/**
 * Builds the pages of a side and measures them: each HTML file below `<side>/web` is a page. What pages have in common is in
 * shared files, so the size of a page is the sum of every script that it loads.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build, type Manifest } from "vite";
import { openingPlugin } from "../vite/opening-plugin.ts";
import { wordsPlugin } from "../vite/words-plugin.ts";
import { wordFilesOf, writePageLanguages } from "./page-languages.ts";

export type Side = "edge" | "cloud";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folderOf = (side: Side) => join(root, side, "dist", "web");

export async function buildPages(side: Side): Promise<void> {
  const web = join(root, side, "web");
  const outDir = folderOf(side);
  await build({
    root: web,
    configFile: false,
    logLevel: "warn",
    plugins: [react(), wordsPlugin(), openingPlugin()],
    publicDir: existsSync(join(web, "public")) ? "public" : false,
    build: {
      outDir,
      emptyOutDir: true,
      target: ["es2022", "chrome105", "safari16", "firefox115"],
      manifest: "manifest.json",
      // Every asset is a file of its own: the Content-Security-Policy lets nothing in that is written into a page.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: pagesBelow(web), checks: { pluginTimings: false } },
    },
  });
  writePageLanguages(`${side}/web`, outDir, manifestIn(outDir));
  await compressBelow(outDir);
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;

function pagesBelow(web: string): string[] {
  return filesBelow(web).filter((file) => file.endsWith("index.html"));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** The server sends these as they are, whichever the browser takes: Brotli, by a tenth smaller, where the line is encrypted. */
async function compressBelow(folder: string): Promise<void> {
  const files = filesBelow(folder).filter((file) => /\.(js|css|html|svg|webmanifest)$/.test(file));
  await Promise.all(
    files.map(async (file) => {
      const text = readFileSync(file);
      const [gz, br] = await Promise.all([toGzip(text, { level: 9 }), toBrotli(text)]);
      writeFileSync(`${file}.gz`, gz);
      writeFileSync(`${file}.br`, br);
    }),
  );
}

export interface PageSize {
  /** As in the address: "/pos". */
  readonly page: string;
  /** What is loaded before the page can be used. */
  readonly first: number;
  /** With what it loads later, by dynamic import. */
  readonly all: number;
  /** Its document, in the longest of its languages. */
  readonly html: number;
  /** The style sheets that are there before it is used. */
  readonly css: number;
}

/** Gzipped bytes, per page; null when the side's pages are not built. */
export function measurePages(side: Side): PageSize[] | null {
  const folder = folderOf(side);
  if (!existsSync(join(folder, "manifest.json"))) return null;
  const manifest = manifestIn(folder);
  const sizeOf = (file: string) => statSync(join(folder, `${file}.gz`)).size;
  const languagesOf = (page: string) => [
    page,
    ...[...wordFilesOf(page, manifest).keys()].map((one) => page.replace(/html$/, `${one}.html`)),
  ];
  return Object.entries(manifest)
    .filter(([name, chunk]) => chunk.isEntry && name.endsWith(".html"))
    .map(([name]) => ({
      page: `/${relative(".", name).replace(/(^|\/)index\.html$/, "")}`,
      first: bytesOf(name, manifest, false, sizeOf),
      all: bytesOf(name, manifest, true, sizeOf),
      html: Math.max(...languagesOf(name).map(sizeOf)),
      css: [...sheetsOf(name, manifest)].reduce((sum, file) => sum + sizeOf(file), 0),
    }))
    .sort((a, b) => a.page.localeCompare(b.page));
}

/** Of its languages, the longest: a page loads one, with its first view. */
function bytesOf(name: string, manifest: Manifest, isAll: boolean, sizeOf: (script: string) => number): number {
  const first = new Set(wordFilesOf(name, manifest).values());
  const later = new Set(wordFilesOf(name, manifest, "later").values());
  const code = [...scriptsOf(name, manifest, isAll)].filter((script) => !first.has(script) && !later.has(script));
  const longest = [first, ...(isAll ? [later] : [])].map((files) => Math.max(0, ...[...files].map(sizeOf)));
  return [...code.map(sizeOf), ...longest].reduce((sum, size) => sum + size, 0);
}

function scriptsOf(name: string, manifest: Manifest, isAll: boolean, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  if (chunk.file.endsWith(".js")) seen.add(chunk.file);
  const next = isAll ? [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])] : (chunk.imports ?? []);
  for (const each of next) scriptsOf(each, manifest, isAll, seen);
  return seen;
}

function sheetsOf(name: string, manifest: Manifest, seen = new Set<string>(), sheets = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return sheets;
  seen.add(name);
  for (const file of chunk.css ?? []) sheets.add(file);
  for (const each of chunk.imports ?? []) sheetsOf(each, manifest, seen, sheets);
  return sheets;
}
