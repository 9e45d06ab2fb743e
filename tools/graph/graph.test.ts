import { describe, expect, test } from "vitest";
import { findCircles } from "./circles.ts";
import type { Layer } from "./layers.ts";
import { type Arrow, resolveImport } from "./read-graph.ts";
import { readImports } from "./read-imports.ts";
import { judge } from "./wrong-arrows.ts";

const TABLE: readonly Layer[] = [
  { name: "domain", holds: ["shared"], on: [] },
  { name: "db", holds: ["edge/db"], on: ["domain"] },
  { name: "http", holds: ["edge/http"], on: ["db"] },
  { name: "edge", holds: ["edge"], on: ["http"] },
];
const arrow = (from: string, to: string, isType = false): Arrow => ({ from, to, isType });
const verdict = (...arrows: Arrow[]) => judge({ files: ["shared/a.ts", "edge/db/a.ts", "edge/http/a.ts", "edge/main.ts"], arrows }, TABLE);

describe("what a source imports", () => {
  test.each([
    ['import { x } from "./a.ts";', [{ name: "./a.ts", isType: false }]],
    ['import type { X } from "./a.ts";', [{ name: "./a.ts", isType: true }]],
    ['import { type X } from "./a.ts";', [{ name: "./a.ts", isType: true }]],
    ['import { type X, y } from "./a.ts";', [{ name: "./a.ts", isType: false }]],
    ['import "./a.css";', [{ name: "./a.css", isType: false }]],
    ['export { x } from "./a.ts";', [{ name: "./a.ts", isType: false }]],
    ['export type { X } from "./a.ts";', [{ name: "./a.ts", isType: true }]],
    ['export * from "./a.ts";', [{ name: "./a.ts", isType: false }]],
    ['const x = await import("./a.ts");', [{ name: "./a.ts", isType: false }]],
    ['type X = Map<string, import("./a.ts").X>;', [{ name: "./a.ts", isType: true }]],
    ['import type { X } from "./a.ts";\nimport { y } from "./a.ts";', [{ name: "./a.ts", isType: false }]],
    ['// import { x } from "./a.ts";\nconst text = `import { x } from "./a.ts";`;', []],
  ])("%s", (text, imports) => expect(readImports("a.ts", text)).toEqual(imports));

  test("a source that cannot be parsed is named", () => expect(() => readImports("a.ts", "import {")).toThrow("a.ts cannot be parsed"));

  test("a page is read too", () => {
    expect(readImports("a.tsx", 'import { x } from "./b.tsx";\nexport const a = <p>{x}</p>;')).toEqual([
      { name: "./b.tsx", isType: false },
    ]);
  });

  test.each([
    ["edge/http/a.ts", "../db/b.ts", "edge/db/b.ts"],
    ["edge/http/a.ts", "@crema/shared/domain/order/decide", "shared/domain/order/decide.ts"],
    ["edge/web/a.tsx", "@crema/ui/components/button.tsx", "shared/ui/components/button.tsx"],
    ["tools/stories/a.tsx", "@crema/cloud/web/app/b.tsx", "cloud/web/app/b.tsx"],
    ["edge/http/a.ts", "hono", null],
    ["edge/http/a.ts", "node:fs", null],
  ])("in %s, %s is %s", (from, name, path) => expect(resolveImport(from, name)).toBe(path));
});

describe("the direction", () => {
  test("down, however far, and within a layer is right", () => {
    expect(
      verdict(
        arrow("edge/http/a.ts", "edge/db/a.ts"),
        arrow("edge/http/a.ts", "shared/a.ts"),
        arrow("edge/main.ts", "shared/a.ts"),
        arrow("edge/db/b.ts", "edge/db/a.ts"),
      ),
    ).toEqual({ wrong: [], circles: [], faults: [] });
  });

  test("up is wrong, for a type too", () => {
    expect(verdict(arrow("edge/db/a.ts", "edge/http/a.ts", true)).wrong).toMatchObject([{ why: "db → http" }]);
    expect(verdict(arrow("edge/http/a.ts", "edge/main.ts")).wrong).toMatchObject([{ why: "http → edge" }]);
    expect(verdict(arrow("shared/a.ts", "edge/db/a.ts")).wrong).toMatchObject([{ why: "domain → db" }]);
  });

  test("a test may look at all of its package; nothing that runs imports a test's parts", () => {
    expect(verdict(arrow("edge/db/a.test.ts", "edge/http/a.ts")).wrong).toEqual([]);
    expect(verdict(arrow("shared/a.test.ts", "edge/http/a.ts")).wrong).toHaveLength(1);
    expect(verdict(arrow("edge/http/a.ts", "edge/db/a.test-fixture.ts")).wrong).toHaveLength(1);
  });

  test("a file without a layer, a row without a file and a row that stands on a later one are faults", () => {
    expect(verdict(arrow("cloud/a.ts", "shared/a.ts")).wrong).toMatchObject([{ why: "one of them lies in no layer" }]);
    const rows = [{ name: "a", holds: ["edge/gone"], on: ["b"] }];
    expect(judge({ files: [], arrows: [] }, rows).faults).toEqual(["a: there is no row b above it", "a: there is no edge/gone"]);
  });
});

test("a circle is told by its shortest way, types or not, with all that is tied into it", () => {
  const arrows = [arrow("a", "b"), arrow("b", "c", true), arrow("c", "a"), arrow("c", "b", true), arrow("c", "d"), arrow("d", "e")];
  expect(findCircles(arrows)).toEqual([{ way: ["b", "c"], knot: ["a", "b", "c"] }]);
  expect(findCircles([arrow("a", "b"), arrow("b", "c")])).toEqual([]);
});
