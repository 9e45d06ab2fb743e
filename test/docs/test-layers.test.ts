import { matchesGlob } from "node:path";
import { readSources, type Source, sourceOf } from "@crema/tools/house/sources";
import { describe, expect, test } from "vitest";
import { HAS_MORE, NEEDS_POSTGRES, STARTS_PROCESSES, TAKES_MINUTES } from "../test-layers.ts";

const matches = (path: string, globs: readonly string[]) => globs.some((glob) => matchesGlob(path, glob));

function needs(source: Source): string[] {
  const { path, imports, code } = source;
  // This folder has faulty sources as texts.
  if (!path.endsWith(".test.ts") || matches(path, [...TAKES_MINUTES, "test/docs/*"])) return [];
  const processes = imports.some((name) => /^(node:child_process|playwright-core)$|\/(browser|start-chain|child)(\.ts)?$/.test(name));
  return [
    ...(/\binject\(/.test(code) && !matches(path, NEEDS_POSTGRES) ? ["needs Postgres: call it *.pg.test.ts"] : []),
    ...(processes && !matches(path, [...STARTS_PROCESSES, ...NEEDS_POSTGRES])
      ? ["starts a process: put it into one of the folders of test/test-layers.ts, or call it main.test.ts or crash.test.ts"]
      : []),
  ];
}

describe("every test says by its name and folder what it needs", () => {
  test("in all packages", () => {
    expect(readSources().flatMap((source) => needs(source).map((fault) => `${source.path}: ${fault}`))).toEqual([]);
  });

  test.each([
    ["edge/a.test.ts", 'import { inject } from "vitest"; inject("postgresUrl");'],
    ["edge/a.test.ts", 'import { spawn } from "node:child_process";'],
    ["test/scenarios/a.test.ts", 'import { startChain } from "@crema/tools/dev/start-chain";'],
  ])("the rule sees %s: %s", (path, text) => expect(needs(sourceOf(path, "edge", text))).toHaveLength(1));

  test.each([
    ["edge/a.pg.test.ts", 'import { inject } from "vitest"; inject("postgresUrl");'],
    ["test/chain/a.test.ts", 'import { spawn } from "node:child_process";'],
    ["edge/main.test.ts", 'import { spawn } from "node:child_process";'],
  ])("%s is named well", (path, text) => expect(needs(sourceOf(path, "edge", text))).toEqual([]));
});

/** Asks which of the two runs it is in. */
const hasMore = ({ code }: Source) => /\b(fuzzRuns|casesOf)\(|\bisLong\b|\bCREMA_LONG\b/.test(code);

describe("a test that does more in the long run is in it", () => {
  test("in all packages", () => {
    const tests = readSources().filter(({ path }) => path.endsWith(".test.ts") && !path.startsWith("test/docs/"));
    const missing = tests.filter((source) => hasMore(source) && !matches(source.path, [...TAKES_MINUTES, ...HAS_MORE]));
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  test("and the list names no file that is not there", () => {
    const paths = readSources().map(({ path }) => path);
    expect(HAS_MORE.filter((glob) => !paths.some((path) => matchesGlob(path, glob)))).toEqual([]);
  });

  test.each(["fuzzRuns(2, 200)", "casesOf(MODES, 0)", "{ ownPostgres: isLong }", "process.env.CREMA_LONG ? 1_000 : 60"])(
    "the rule sees %s",
    (code) => expect(hasMore(sourceOf("edge/a.test.ts", "edge", code))).toBe(true),
  );
});
