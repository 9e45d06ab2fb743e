/** Every source of ours with the sources that it imports. Packages from npm are no part of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { readImports } from "./read-imports.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** By package name: where it lies, and the ending that its `exports` add. */
const PACKAGES: Readonly<Record<string, { readonly folder: string; readonly ending: string }>> = {
  "@crema/shared": { folder: "shared", ending: ".ts" },
  "@crema/ui": { folder: "shared/ui", ending: "" },
  "@crema/sync": { folder: "sync", ending: ".ts" },
  "@crema/edge": { folder: "edge", ending: ".ts" },
  "@crema/cloud": { folder: "cloud", ending: ".ts" },
  "@crema/tools": { folder: "tools", ending: ".ts" },
};
const FOLDERS = ["shared", "sync", "edge", "cloud", "tools", "test"];
const NOT_OURS = ["node_modules", "dist", ".crema", "meta", "shots"];

export interface Arrow {
  /** Paths from the root, with slashes. */
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

export interface Graph {
  readonly files: readonly string[];
  readonly arrows: readonly Arrow[];
}

export function readGraph(root: string = ROOT): Graph {
  const files = FOLDERS.flatMap((folder) => sourcesBelow(root, folder));
  const arrows = files.flatMap((from) =>
    readImports(from, readFileSync(join(root, from), "utf8")).flatMap(({ name, isType }) => {
      const to = resolveImport(from, name);
      if (to === null || !/\.tsx?$/.test(to)) return [];
      if (!existsSync(join(root, to))) throw new Error(`${from} imports ${name}, and there is no ${to}.`);
      return [{ from, to, isType }];
    }),
  );
  return { files, arrows };
}

/** null: a package from npm, or a module of Node. */
export function resolveImport(from: string, name: string): string | null {
  if (name.startsWith(".")) return posix.join(posix.dirname(from), name);
  const [, packageName = "", path] = /^(@crema\/[a-z]+)\/(.+)$/.exec(name) ?? [];
  const ours = PACKAGES[packageName];
  // Components and style sheets of the pages go by their whole names.
  const isWhole = path !== undefined && /\.(tsx|css)$/.test(path);
  return ours && path ? `${ours.folder}/${path}${isWhole ? "" : ours.ending}` : null;
}

function sourcesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : sourcesBelow(root, path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}
