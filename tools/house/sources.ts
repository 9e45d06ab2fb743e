/** The sources as text, and what each imports: for the rules that no compiler checks. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGES = ["shared", "sync", "edge", "cloud", "tools", "test"] as const;
export type PackageName = (typeof PACKAGES)[number];
/** Code for browsers lies inside the package that it belongs to, and has rules of its own. */
export type Zone = PackageName | "shared/server" | "shared/ui" | "edge/web" | "cloud/web";
const BROWSER_ZONES = ["shared/ui", "edge/web", "cloud/web"] as const;
const ZONES = ["shared/server", ...BROWSER_ZONES] as const;

export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly package: PackageName;
  readonly zone: Zone;
  readonly name: string;
  readonly isTest: boolean;
  readonly text: string;
  /** Its text without comments. */
  readonly uncommented: string;
  /** Comments and plain strings blanked, so that a rule does not trip over words. */
  readonly code: string;
  /** `type` only ones too: a type that points the wrong way is the same mistake. */
  readonly imports: readonly string[];
  /** Those that are there when it runs. */
  readonly runtimeImports: readonly string[];
}

export function readSources(): Source[] {
  return PACKAGES.flatMap((name) =>
    filesBelow(join(ROOT, name)).map((file) => sourceOf(relative(ROOT, file).replaceAll("\\", "/"), name, readFileSync(file, "utf8"))),
  );
}

export function sourceOf(path: string, name: PackageName, text: string): Source {
  const uncommented = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|[\s;{},])\/\/.*$/gm, "");
  // A page's own script is text here: templates without a value in them are blanked, and so are quoted strings.
  const code = uncommented.replaceAll(/`(?:[^`\\$]|\\.|\$(?!\{))*`|"(?:[^"\\\n]|\\.)*"/g, '""');
  const imports = importsOf(uncommented);
  const typesOnly = /\b(?:import|export)\s+type\b[^;]*?\bfrom\s+"[^"]+"/g;
  const runtimeImports = importsOf(uncommented.replaceAll(typesOnly, ""));
  const zone = zoneOf(path);
  const isTest = name === "test" || /\.(test|test-fixture|fixture)\.tsx?$/.test(path);
  return { path, package: name, zone, name: basename(path), isTest, text, uncommented, code, imports, runtimeImports };
}

export function zoneOf(path: string): Zone {
  return ZONES.find((zone) => path.startsWith(`${zone}/`)) ?? (path.split("/")[0] as PackageName);
}

export const isForBrowsers = (zone: Zone): boolean => BROWSER_ZONES.some((one) => one === zone);

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)"([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist", ".crema", "meta"].includes(entry.name) ? [] : filesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
