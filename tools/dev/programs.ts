/** How cloud, boxes and payment sandbox are run: as they were built, unless whoever starts a chain has others. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Programs {
  /** Arguments of `node` for a process that stays: the cloud's, or that of a store's box. */
  stays(name: string): readonly string[];
  /** For a command line that runs and ends. */
  readonly cloud: readonly string[];
  readonly edge: readonly string[];
  readonly payments: readonly string[];
}

export const builtPrograms: Programs = {
  stays: (name) => (name === "cloud" ? builtPrograms.cloud : builtPrograms.edge),
  cloud: [join(ROOT, "cloud/bin/crema-cloud.js")],
  edge: [join(ROOT, "edge/bin/crema-edge.js")],
  payments: [join(ROOT, "tools/dist/payments.js")],
};

/** Throws for what has to be built first and is not. */
export function checkBuilt(): void {
  for (const file of ["edge/dist/main.js", "cloud/dist/main.js", "tools/dist/payments.js"]) {
    if (!existsSync(join(ROOT, file))) throw new Error(`${file} is not there; run \`npm run build\`.`);
  }
}
