/**
 * The programs of a chain, bundled from their sources: a bundle loads in a quarter of the time of its single files, a change is
 * built again where it goes in, and sources that cannot be built leave what runs as it is. A program of an earlier run is taken as
 * it is when nothing has changed that went into it.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemClock } from "@crema/shared/server/system";
import { context } from "esbuild";
import { bundleOptions } from "../../build/bundle.ts";
import { type Programs, ROOT } from "../programs.ts";
import { createBuildRecord } from "./build-record.ts";

export type ProgramName = "cloud" | "edge" | "payments";

const ENTRIES: Readonly<Record<ProgramName, string>> = {
  cloud: "cloud/main.ts",
  edge: "edge/main.ts",
  payments: "tools/dev/stripe-sandbox/main.ts",
};

const MIGRATIONS = "db/migrations";

export interface Bundle {
  readonly name: ProgramName;
  readonly file: string;
  /** Whether a change of the file can change the program. */
  isMadeOf(path: string): boolean;
  /** Whether the program is another one now; rejects with what cannot be built, which esbuild has printed. */
  rebuild(): Promise<boolean>;
}

export async function bundleSources(lifecycle: Lifecycle): Promise<readonly Bundle[]> {
  const names = Object.keys(ENTRIES) as ProgramName[];
  return Promise.all(names.map((name) => openBundle(name, join(ROOT, ENTRIES[name]), folderOf(ENTRIES[name]), lifecycle)));
}

/** Where a program finds the packages of its workspace and, beside it as in what is built, the migrations. */
function folderOf(entry: string): string {
  const [workspace = ""] = entry.split("/");
  const folder = join(ROOT, workspace, "node_modules/.dev");
  const migrations = join(ROOT, workspace, MIGRATIONS);
  mkdirSync(folder, { recursive: true });
  if (existsSync(migrations) && !existsSync(join(folder, "migrations"))) symlinkSync(migrations, join(folder, "migrations"));
  return folder;
}

/** Rejects when the sources cannot be built as they are. */
export async function openBundle(name: ProgramName, entry: string, folder: string, lifecycle: Lifecycle): Promise<Bundle> {
  const file = join(folder, `${name}.js`);
  const migrations = `${join(dirname(entry), MIGRATIONS)}/`;
  // Written here: esbuild takes a file away that it cannot build again, and what runs may be started again at any time.
  const options = { ...bundleOptions(entry, file), absWorkingDir: ROOT, metafile: true, write: false } as const;
  const building = await context(options);
  lifecycle.push(`sources of ${name}`, () => building.dispose());
  const record = createBuildRecord(file, JSON.stringify(options));
  /** null: it could not be built, and anything may mend it. */
  let madeOf = record.read();
  let written = madeOf === null ? "" : readFileSync(file, "utf8");
  const build = async (): Promise<boolean> => {
    madeOf = null;
    const began = systemClock.now();
    const { outputFiles, metafile } = await building.rebuild();
    madeOf = new Set(Object.keys(metafile.inputs).map((path) => join(ROOT, path)));
    const text = outputFiles.find(({ path }) => path === file)?.text ?? "";
    if (text !== written) for (const { path, contents } of outputFiles) writeFileSync(path, contents);
    record.write(madeOf, began);
    if (text === written) return false;
    written = text;
    return true;
  };
  if (madeOf === null) await build();
  return {
    name,
    file,
    isMadeOf: (path) => madeOf === null || madeOf.has(path) || path.startsWith(migrations),
    rebuild: build,
  };
}

/** `inspect`: the port on which the cloud can be debugged; each box has one of the next. */
export function bundledPrograms(bundles: readonly Bundle[], inspect: number | null): Programs {
  const program = (name: ProgramName) => ["--enable-source-maps", bundles.find((bundle) => bundle.name === name)?.file ?? ""];
  const portOf = (name: string): number => (inspect ?? 0) + (name === "cloud" ? 0 : Number(/\d+$/.exec(name)?.[0] ?? 0));
  return {
    stays(name) {
      const run = program(name === "cloud" ? "cloud" : "edge");
      return inspect === null ? run : [`--inspect=127.0.0.1:${portOf(name)}`, ...run];
    },
    cloud: program("cloud"),
    edge: program("edge"),
    payments: program("payments"),
  };
}
