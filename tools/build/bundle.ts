/**
 * How a program becomes one file, with the npm packages in it: looking for hundreds of small files took most of the time in which a
 * process comes up. better-sqlite3 and sharp have native parts and stay outside, as do the parts of other packages that we do not install.
 */
import type { BuildOptions } from "esbuild";

const OUTSIDE = ["better-sqlite3", "sharp", "pg-native", "bufferutil", "utf-8-validate"];
/** Packages written for `require` ask for Node's own modules by it. */
const REQUIRE = 'import { createRequire as requireOfBundle } from "node:module"; const require = requireOfBundle(import.meta.url);';

export function bundleOptions(entryPoint: string, outfile: string) {
  return {
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: true,
    legalComments: "linked",
    logLevel: "warning",
    external: OUTSIDE,
    banner: { js: REQUIRE },
  } satisfies BuildOptions;
}
