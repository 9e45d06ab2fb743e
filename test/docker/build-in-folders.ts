/**
 * Builds an image's stages as plain folders: each stage is a folder that stands for the root of its file system. RUN steps
 * run on this machine, so they may name files only relative to WORKDIR; an absolute path would reach out of the folder.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Stage } from "./dockerfile.ts";

const run = promisify(execFile);

export interface FolderBuild {
  /** The repository's root. */
  readonly context: string;
  readonly into: string;
}

/** Resolves to the folder of the last stage. Throws with the output of the step that failed. */
export async function buildInFolders(stages: readonly Stage[], { context, into }: FolderBuild): Promise<string> {
  const roots = new Map<string, string>();
  let root = "";
  for (const [index, stage] of stages.entries()) {
    root = join(into, stage.name ?? String(index));
    roots.set(stage.name ?? String(index), root);
    mkdirSync(root, { recursive: true });
    let workdir = "/";
    for (const step of stage.steps) {
      if (step.instruction === "WORKDIR") {
        workdir = step.text;
        mkdirSync(join(root, workdir), { recursive: true });
      } else if (step.instruction === "COPY") copy(step.text, { context, roots, root, workdir });
      else await runStep(step.text, join(root, workdir), stage.env);
    }
  }
  return root;
}

function copy(text: string, at: { context: string; roots: Map<string, string>; root: string; workdir: string }): void {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  const target = paths.pop() ?? "";
  const base = from === undefined ? at.context : at.roots.get(from);
  if (base === undefined) throw new Error(`COPY from an unknown stage: ${text}`);
  const ignored = from === undefined ? ignoredNames(at.context) : new Set<string>();
  const to = target.startsWith("/") ? join(at.root, target) : join(at.root, at.workdir, target);
  for (const path of paths) {
    const source = join(base, path);
    const intoFolder = target.endsWith("/") && statSync(source).isFile();
    // Links stay as they are written: pnpm's are relative, and would otherwise lead back to where they were copied from.
    cpSync(source, intoFolder ? join(to, basename(path)) : to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !ignored.has(basename(file)),
    });
  }
}

/** Ours ignores by name, anywhere in the tree. */
function ignoredNames(context: string): Set<string> {
  const lines = readFileSync(join(context, ".dockerignore"), "utf8").split("\n").filter(Boolean);
  const odd = lines.find((line) => !/^\*\*\/[\w.-]+$/.test(line));
  if (odd) throw new Error(`.dockerignore: only **/NAME is known here, not ${odd}`);
  return new Set(lines.map((line) => line.slice("**/".length)));
}

async function runStep(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  if (/(^|[\s="'])\/\w/.test(command)) throw new Error(`A RUN step names an absolute path: ${command}`);
  try {
    await run("/bin/sh", ["-ec", command], { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, CI: "1", ...env } });
  } catch (error) {
    const output = error instanceof Error && "stdout" in error && "stderr" in error ? `${error.stdout}\n${error.stderr}` : "";
    throw new Error(`RUN ${command}\n${output}`, { cause: error });
  }
}
