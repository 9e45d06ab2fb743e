/**
 * How a program becomes one file: our own packages go into it, npm packages stay outside, because better-sqlite3 has a native part
 * and drivers must be found on disk.
 */
import type { BuildOptions } from "esbuild";

export function bundleOptions(entryPoint: string, outfile: string) {
  return {
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "npm-packages-stay-outside",
        setup(setup) {
          setup.onResolve({ filter: /^[^./]/ }, (found) => {
            const ours = found.kind === "entry-point" || found.path.startsWith("@crema/");
            return ours ? null : { path: found.path, external: true };
          });
        },
      },
    ],
  } satisfies BuildOptions;
}
