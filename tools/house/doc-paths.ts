/** What the documents name: each file and folder in backticks, and each link inside the repository, has to exist. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Made by running something, and not in the repository. */
const MADE = ["chain.json", "incarnation.json", ".crema/chain.json", "/openapi.json", "test/browser/shots", "node_modules"];

/** As Git knows them, from the root. */
export const filesInGit = (): string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");

export function documents(files: readonly string[]): { path: string; text: string }[] {
  return files.filter((path) => path.endsWith(".md")).map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** Each name that leads nowhere, with its line. A name without a folder is good when a file is called so anywhere. */
export function deadNames(path: string, text: string, files: readonly string[]): string[] {
  const exists = (name: string) => files.some((file) => file === name || file.endsWith(`/${name}`) || file.startsWith(`${name}/`));
  return text.split("\n").flatMap((line, index) => {
    const named = [
      ...line.matchAll(/`([\w@./-]+\.(?:tsx?|mjs|sql|json|css|md))`/g),
      ...line.matchAll(/`((?:edge|cloud|shared|sync|test|tools|docs)\/[\w./-]+)`/g),
    ].map(([, name]) => (name ?? "").replace(/\/$/, ""));
    const linked = [...line.matchAll(/\]\(([\w./-]+)(?:#[\w.-]*)?\)/g)].map(([, name]) =>
      posix.join(posix.dirname(path), name ?? "").replace(/\/$/, ""),
    );
    return [...new Set([...named, ...linked])]
      .filter((name) => !MADE.includes(name) && !exists(name))
      .map((name) => `${path}:${index + 1}: ${name}`);
  });
}
