/**
 * Bundles the two processes and builds their pages, and bundles what else a chain is run by. Migrations are read at run time, so
 * they are copied beside the bundle, and so is what it serves at /openapi.json.
 */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { apiDocumentOf } from "./api-document.ts";
import { bundleOptions } from "./bundle.ts";
import { checkSizes } from "./page-sizes.ts";
import { buildPages } from "./pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function bundle(name: "edge" | "cloud"): Promise<void> {
  const dist = join(root, name, "dist");
  rmSync(dist, { recursive: true, force: true });
  await Promise.all([bundleProcess(name, dist), buildPages(name)]);
}

async function bundleProcess(name: "edge" | "cloud", dist: string): Promise<void> {
  await build(bundleOptions(join(root, name, "main.ts"), join(dist, "main.js")));
  const migrations = join(root, name, "db", "migrations");
  if (existsSync(migrations)) cpSync(migrations, join(dist, "migrations"), { recursive: true });
  writeFileSync(join(dist, "openapi.json"), await apiDocumentOf(name));
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => name !== "edge" && name !== "cloud");
if (unknown !== undefined) throw new Error(`There is no "${unknown}" to build; name edge, cloud, or nothing for both.`);
const sides = (["edge", "cloud"] as const).filter((name) => asked.length === 0 || asked.includes(name));
const tools = { payments: "stripe-sandbox/main.ts", start: "main.ts" };
const bundled = Object.entries(tools).map(([name, entry]) =>
  bundleOptions(join(root, "tools/dev", entry), join(root, `tools/dist/${name}.js`)),
);
await Promise.all([...sides.map(bundle), ...(asked.length === 0 ? bundled : []).map((options) => build(options))]);
checkSizes(sides);
