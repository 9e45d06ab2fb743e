import {
  filesAreShortAndNamed,
  iconsAreDrawn,
  importsGoOneWay,
  noAmbientPorts,
  noTypeLies,
  oneThingInOnePlace,
  pagesHaveTypesOnly,
  systemPortsStayOutside,
} from "@crema/tools/house/rules";
import { type PackageName, readSources, type Source, sourceOf } from "@crema/tools/house/sources";
import { describe, expect, test } from "vitest";

const sources = readSources();
const broken = (rule: (source: Source) => string[]) => sources.flatMap((source) => rule(source).map((fault) => `${source.path}: ${fault}`));

describe("every source", () => {
  test("imports one way only: shared <- sync <- edge | cloud <- tools <- test", () => expect(broken(importsGoOneWay)).toEqual([]));
  test("has, in a page, nothing but types of the domain", () => expect(broken(pagesHaveTypesOnly)).toEqual([]));
  test("leaves the system's own ports to main.ts, cli/, tools/ and test/", () => expect(broken(systemPortsStayOutside)).toEqual([]));
  test("takes time, randomness, settings and the network as arguments", () => expect(broken(noAmbientPorts)).toEqual([]));
  test("does in one place what only that place may do", () => expect(broken(oneThingInOnePlace)).toEqual([]));
  test("casts nothing to never", () => expect(broken(noTypeLies)).toEqual([]));
  test("draws its icons, and uses no sign of Unicode for one", () => expect(broken(iconsAreDrawn)).toEqual([]));
  test("is short, and named after what is inside", () => expect(broken(filesAreShortAndNamed)).toEqual([]));
  test("is looked at", () => expect(new Set(sources.map((source) => source.package)).size).toBe(6));
});

describe("the rules see", () => {
  const faults = (rule: (source: Source) => string[], path: string, text: string) =>
    rule(sourceOf(path, path.split("/")[0] as PackageName, text));
  test.each([
    ["shared/a.ts", 'import x from "pg";'],
    ["shared/a.ts", 'import type { X } from "@crema/sync/ports";'],
    ["shared/a.test.ts", 'import { x } from "@crema/edge/ports";'],
    ["sync/a.ts", 'import Database from "better-sqlite3";'],
    ["sync/a.ts", 'const x = await import("@crema/edge/ports");'],
    ["sync/a.ts", `export { x } from "${"../"}edge/ports.ts";`],
    ["edge/db/a.ts", 'import {\n  x,\n} from "@crema/cloud/ports";'],
    ["edge/db/a.ts", `import "${"../".repeat(2)}cloud/ports.ts";`],
    ["cloud/a.test.ts", 'import { x } from "@crema/test/world";'],
    ["cloud/a.test.ts", 'import { x } from "@crema/tools/graph";'],
    ["tools/a.ts", 'import { x } from "@crema/test/world";'],
    ["edge/web/pos/a.tsx", `import type { x } from "${"../".repeat(2)}ports.ts";`],
    ["edge/http/a.ts", `import "${"../"}web/use-me.ts";`],
    ["edge/web/pos/a.tsx", 'import Database from "better-sqlite3";'],
    ["edge/web/a.test.ts", 'import { x } from "@crema/edge/ports";'],
    ["shared/ui/a.ts", 'import type { X } from "@crema/edge/ports";'],
    ["shared/a.ts", 'import { Button } from "@crema/ui/components/button.tsx";'],
    ["cloud/web/app/a.tsx", 'import { x } from "@crema/cloud/ports";'],
  ])("%s: %s", (path, text) => expect(faults(importsGoOneWay, path, text)).toHaveLength(1));

  test.each([
    ["edge/web/pos/a.tsx", "<Button>Ana \u23cf</Button>"],
    ["shared/ui/components/a.tsx", 'const BOX = "\u2713";'],
    ["cloud/web/app/a.tsx", "<Button>\n  \u2212\n</Button>"],
    ["tools/stories/a.tsx", "<b>\u{1f600}</b>"],
  ])("%s: %s", (path, text) => expect(faults(iconsAreDrawn, path, text)).toHaveLength(1));
  test.each(["<b>2 \u00d7 Latte \u2026</b>", "<b>\u2212{price} \u00b7 \u201cBo\u201d</b>", "// a \u2192 b"])("no icon in %s", (text) =>
    expect(faults(iconsAreDrawn, "edge/web/a.tsx", text)).toEqual([]),
  );

  test.each([
    ["edge/a.ts", 'import { systemClock } from "@crema/shared/server/system";'],
    ["shared/server/a.ts", 'import { systemClock } from "../system.ts";'],
    ["edge/web/pos/pos.tsx", 'import { browserPorts } from "@crema/ui/browser-ports.ts";'],
  ])("%s: %s", (path, text) => expect(faults(systemPortsStayOutside, path, text)).toHaveLength(1));

  test.each([
    ["edge/web/pos/cart.ts", 'import { transitions } from "@crema/shared/domain/order/transitions";'],
    ["cloud/web/app/a.tsx", 'import {\n  type A,\n  B,\n} from "@crema/shared/domain/kernel/money";'],
    ["shared/ui/a.ts", 'import type { A } from "@crema/shared/a"; import { z } from "@hono/zod-openapi";'],
  ])("%s: %s", (path, text) => expect(faults(pagesHaveTypesOnly, path, text)).toHaveLength(1));

  test.each([
    ["edge/web/pos/a.tsx", "localStorage.getItem(name)"],
    ["edge/web/use-me.ts", "setTimeout(run, 5)"],
    ["cloud/web/app/a.tsx", "new EventSource(path)"],
    ["shared/ui/a.ts", "window.print()"],
    ["edge/web/pos/a.tsx", "window.location.assign(path)"],
    ["cloud/web/app/order-view.tsx", "history.replaceState(null, at)"],
    ["shared/ui/a.ts", "navigator.language"],
  ])("%s: %s", (path, text) => expect(faults(noAmbientPorts, path, text)).toHaveLength(1));

  test.each([
    "Date.now()",
    "new Date()",
    "Math.random()",
    "setTimeout(run, 5)",
    "globalThis.setInterval(run, 5)",
    "process.env.HOME",
    'await fetch("http://x")',
    "crypto.randomUUID()",
    "performance.now()",
  ])("%s", (text) => expect(faults(noAmbientPorts, "edge/a.ts", text)).toHaveLength(1));

  test.each([
    "edge/utils.ts",
    "sync/order-helpers.ts",
    "cloud/common.ts",
    "edge/http/lib.ts",
    "edge/queue-manager.ts",
    "edge/orderQueue.ts",
  ])("%s", (path) => expect(faults(filesAreShortAndNamed, path, "")).not.toEqual([]));

  test.each([
    ["cloud/commands/a.ts", "unit.appendInbox({ kind })"],
    ["edge/a.ts", "const open = JSON.stringify(order(a, b)).slice(0, -1);"],
    ["cloud/a.ts", ["const more = `$", '{body.slice(0, -1)},"more":1}`;'].join("")],
  ])("%s: %s", (path, text) => expect(faults(oneThingInOnePlace, path, text)).toHaveLength(1));
  test.each(["edge/http/a.ts", "edge/http/a.test.ts"])("a cast to never in %s", (path) =>
    expect(faults(noTypeLies, path, `return response as ${"never"};`)).toHaveLength(1),
  );
  test("a place that has become another", () => expect(faults(oneThingInOnePlace, "cloud/store-inbox.ts", "")).toHaveLength(1));

  test("no fault where there is none", () => {
    const fine =
      '// Date.now() and setTimeout( are for main.ts\nimport { iso } from "@crema/shared/domain/kernel/clock";\nconst at = new Date(clock.now()); timers.setTimeout(1); ports.fetch(url);\n';
    for (const rule of [importsGoOneWay, systemPortsStayOutside, noAmbientPorts, filesAreShortAndNamed])
      expect(faults(rule, "edge/order-queue.ts", fine)).toEqual([]);
    expect(faults(noAmbientPorts, "edge/main.ts", "Date.now()")).toEqual([]);
    const page =
      'import type { A } from "@crema/shared/a";\nimport { usePorts } from "@crema/ui/ports-context.tsx";\nimport "./pos.css";\nports.print();';
    for (const rule of [importsGoOneWay, pagesHaveTypesOnly, noAmbientPorts])
      expect(faults(rule, "edge/web/pos/pos.tsx", page)).toEqual([]);
    expect(faults(systemPortsStayOutside, "edge/web/pos/main.tsx", 'import { browserPorts } from "@crema/ui/browser-ports.ts";')).toEqual(
      [],
    );
    expect(faults(filesAreShortAndNamed, "edge/a.ts", "\n".repeat(301))).toEqual(["has 301 lines"]);
  });
});
