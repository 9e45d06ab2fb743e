/**
 * Bundles the two processes and builds their pages. Our own packages go into the bundle, npm packages stay outside: better-sqlite3 has a
 * native part, and drivers must be found on disk. Migrations are read at run time, so they are copied beside it.
 */
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { checkSizes } from "./page-sizes.ts";
import { buildPages } from "./pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function bundle(name: "edge" | "cloud"): Promise<void> {
  const dist = join(root, name, "dist");
  rmSync(dist, { recursive: true, force: true });
  await Promise.all([bundleProcess(name, dist), buildPages(name)]);
}

async function bundleProcess(name: "edge" | "cloud", dist: string): Promise<void> {
  await build({
    entryPoints: [join(root, name, "main.ts")],
    outfile: join(dist, "main.js"),
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
  });
  const migrations = join(root, name, "db", "migrations");
  if (existsSync(migrations)) cpSync(migrations, join(dist, "migrations"), { recursive: true });
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => name !== "edge" && name !== "cloud");
if (unknown !== undefined) throw new Error(`There is no "${unknown}" to build; name edge, cloud, or nothing for both.`);
const sides = (["edge", "cloud"] as const).filter((name) => asked.length === 0 || asked.includes(name));
await Promise.all(sides.map(bundle));
checkSizes(sides);
