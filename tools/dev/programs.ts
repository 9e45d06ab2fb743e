/** How cloud and boxes are run: as they were built, or from their sources. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Programs {
  /** Arguments of `node` for a process that stays: the cloud's, or that of a store's box. */
  stays(name: string): readonly string[];
  /** For a command line that runs and ends. */
  readonly cloud: readonly string[];
  readonly edge: readonly string[];
}

export const builtPrograms: Programs = {
  stays: (name) => (name === "cloud" ? builtPrograms.cloud : builtPrograms.edge),
  cloud: [join(ROOT, "cloud/bin/crema-cloud.js")],
  edge: [join(ROOT, "edge/bin/crema-edge.js")],
};

/** `inspect`: the port on which the cloud can be debugged; each box has one of the next. */
export function sourcePrograms(inspect: number | null): Programs {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const cloud = ["--import", tsx, join(ROOT, "cloud/main.ts")];
  const edge = ["--import", tsx, join(ROOT, "edge/main.ts")];
  const portOf = (name: string): number => (inspect ?? 0) + (name === "cloud" ? 0 : Number(/\d+$/.exec(name)?.[0] ?? 0));
  return {
    stays(name) {
      const program = name === "cloud" ? cloud : edge;
      return inspect === null ? program : [`--inspect=127.0.0.1:${portOf(name)}`, ...program];
    },
    cloud,
    edge,
  };
}

/** Throws for what has to be built first and is not. */
export function checkBuilt(): void {
  for (const name of ["edge", "cloud"]) {
    if (!existsSync(join(ROOT, name, "dist/main.js"))) throw new Error(`${name}/dist/main.js is not there; run \`npm run build\`.`);
  }
}
