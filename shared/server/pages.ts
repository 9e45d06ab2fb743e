/**
 * The pages that a side serves to browsers, with their Content-Security-Policy: nothing is loaded from elsewhere, no
 * inline script runs, and no inline style counts but the one that a page was built with.
 * Pages do not go through the mount: they must open for anyone, also with a cookie that is no longer valid, or nobody
 * could sign in again. They request their data with their cookie.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Context, MiddlewareHandler, Next } from "hono";
import { Language } from "../domain/store/profile.ts";
import { languageAsked, languageChosen } from "./asked-language.ts";
import type { App, AppEnv } from "./mount.ts";
import { problemResponse } from "./problem.ts";

type Handler = MiddlewareHandler<AppEnv>;

export interface Pages {
  /** The first part of each page's path; "" is the page at `/`. Each page routes what is below it by itself. */
  readonly names: readonly string[];
  /** Serves a built file: the one named, or the one of the request's path. null: this installation was not built. */
  readonly file: ((name?: string) => Handler) | null;
  /** The built page at `/`, where that is another one. */
  readonly home?: string;
  /** In which languages a built page is served, where there are several; absent: the page chooses. */
  readonly languages?: PageLanguages;
  /** What the Content-Security-Policy calls the styles that a built page has in its document. */
  readonly styles?: (page: string) => readonly string[];
  /** By page: values of the Link header for a path of it, in the language that it is served in (page-links.ts). */
  readonly links?: Readonly<Record<string, (path: string, language: Language | null) => readonly string[]>>;
  /** Which files below /assets are handed out, where not all of them are: by their paths. */
  readonly only?: ReadonlySet<string>;
  /** Files that keep their names and places: a page's manifest, its icons, its service worker. */
  readonly files?: readonly string[];
  /** Pages that may ask where their reader is; all others may not. */
  readonly mayAskPlace?: readonly string[];
  /** By page: what it may load in addition to the server's own files, by directive of the Content-Security-Policy. */
  readonly mayLoad?: Readonly<Record<string, MayLoad>>;
}

/** The pages that were built beside the side's bundle, or in its folder when the sources run. `from`: where the side's pages.ts is. */
export function builtFiles(from: string, aPage: string): Pages["file"] {
  const root = builtFolder(from, aPage);
  return root === undefined ? null : (path) => serveStatic<AppEnv>({ root, precompressed: true, ...(path ? { path } : {}) });
}

export interface PageLanguages {
  /** Those that a page was built in: "pos/index.html". */
  of(page: string): readonly Language[];
  /** For whoever neither chose one nor asks for one that there is; null: the page chooses. */
  otherwise(): Language | null;
}

/** `otherwise`: the language of the place. */
export function builtLanguages(from: string, aPage: string, otherwise: () => Language | null): PageLanguages {
  const root = builtFolder(from, aPage);
  return { of: (page) => Language.options.filter((one) => root !== undefined && existsSync(root + inLanguage(page, one))), otherwise };
}

const inLanguage = (page: string, language: Language): string => page.replace(/html$/, `${language}.html`);

export function builtFolder(from: string, aPage: string): string | undefined {
  const folders = ["./web/", "../dist/web/"].map((path) => fileURLToPath(new URL(path, from)));
  return folders.find((folder) => existsSync(folder + aPage));
}

/** `from`: where the side's pages.ts is. */
export function builtStyles(from: string, aPage: string): NonNullable<Pages["styles"]> {
  const root = builtFolder(from, aPage);
  return (page) => (root === undefined ? [] : stylesIn(readFileSync(root + page, "utf8")));
}

const stylesIn = (html: string): string[] =>
  [...html.matchAll(/<style>([^<]*)<\/style>/g)].map(([, style = ""]) => `'sha256-${createHash("sha256").update(style).digest("base64")}'`);

/** The part of Vite's manifest that says what a page loads. */
export interface BuiltChunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

/** Every file that a built page may load, by its path; none where the pages are not built. */
export function filesOfPage(from: string, aPage: string): ReadonlySet<string> {
  const root = builtFolder(from, aPage);
  const paths = new Set<string>();
  if (root === undefined) return paths;
  const manifest = JSON.parse(readFileSync(`${root}manifest.json`, "utf8")) as Readonly<Record<string, BuiltChunk>>;
  const seen = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) paths.add(`/${file}`);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) take(next);
  };
  take(aPage);
  for (const [, path = ""] of readFileSync(root + aPage, "utf8").matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) paths.add(path);
  return paths;
}

export type MayLoad = Readonly<Record<string, readonly string[]>>;

const OWN: Readonly<Record<string, readonly string[]>> = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "media-src": ["'self'"],
  "connect-src": ["'self'"],
  "manifest-src": ["'self'"],
  "worker-src": ["'self'"],
  "frame-src": [],
  "base-uri": ["'none'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

export function contentSecurityPolicy(mayLoad: MayLoad = {}, styles: readonly string[] = []): string {
  return Object.entries(OWN)
    .map(([directive, own]) => [directive, ...own, ...(mayLoad[directive] ?? []), ...(directive === "style-src" ? styles : [])])
    .filter((parts) => parts.length > 1)
    .map((parts) => parts.join(" "))
    .join("; ");
}

/** The page as its reader would like it: by their choice, then by what their browser asks for, then by the place. */
function translated(file: NonNullable<Pages["file"]>, page: string, name: string, { languages, links }: Pages): Handler {
  const plain = file(page);
  const handlers = new Map(languages?.of(page).map((language) => [language, file(inLanguage(page, language))]));
  const linksOf = links?.[name];
  return (c, next) => {
    const wanted = [languageChosen(c.req.header("cookie")), languageAsked(c.req.header("accept-language")), languages?.otherwise()];
    const language = wanted.find((one) => one && handlers.has(one)) ?? null;
    if (handlers.size > 0) c.header("vary", "Accept-Language, Cookie");
    for (const link of linksOf?.(c.req.path, language) ?? []) c.header("link", link, { append: true });
    return ((language && handlers.get(language)) ?? plain)(c, next);
  };
}

const HASHED = "public, max-age=31536000, immutable";

export function mountPages(app: App, pages: Pages): void {
  const { names, file, home = "index.html", only, files = [], mayLoad = {}, mayAskPlace = [], styles } = pages;
  const guarded = (cacheControl: string, serve: Handler | null, policy = contentSecurityPolicy(), place = "()"): Handler => {
    return async (c: Context<AppEnv>, next: Next) => {
      if (!serve) {
        return problemResponse({ code: "page.not_built", detail: "This installation was started without its pages; its API works." });
      }
      c.header("content-security-policy", policy);
      c.header("cache-control", cacheControl);
      c.header("x-content-type-options", "nosniff");
      c.header("referrer-policy", "same-origin");
      c.header("cross-origin-resource-policy", "same-origin");
      c.header("permissions-policy", `camera=(), microphone=(), geolocation=${place}`);
      const found = await serve(c, next);
      // Without this a browser would keep "not found" for a year.
      if (!found) c.header("cache-control", undefined);
      return found;
    };
  };
  // Before the pages: what is below a page's path is otherwise the page.
  for (const path of files) app.get(`/${path}`, guarded("no-cache", file?.(path) ?? null));
  for (const name of names) {
    const html = name === "" ? home : `${name}/index.html`;
    const policy = contentSecurityPolicy(mayLoad[name], styles?.(html));
    const page = guarded(
      "no-cache",
      file ? translated(file, html, name, pages) : null,
      policy,
      mayAskPlace.includes(name) ? "(self)" : "()",
    );
    app.get(`/${name}`, page);
    if (name !== "") app.get(`/${name}/*`, page);
  }
  const asset = guarded(HASHED, file?.() ?? null);
  app.get("/assets/*", (c, next) => (only && !only.has(c.req.path) ? next() : asset(c, next)));
}
