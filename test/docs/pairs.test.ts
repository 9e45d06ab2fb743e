import { brokenPairs, readPairs, unlistedPairs } from "@crema/tools/house/pairs";
import { expect, test } from "vitest";

const pairs = readPairs();

test("docs/architecture.md names the files that both sides have, and the resources", () => {
  expect(pairs.roles).toContain("executor.ts");
  expect(pairs.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["orders", "menu", "money", "drawer", "stores"]));
});

test("what has one role has one name on both sides, and a resource has one name in all its layers", () => {
  expect(brokenPairs(pairs)).toEqual([]);
});

test("no layer of a resource is left out", () => {
  expect(unlistedPairs(pairs)).toEqual([]);
});

test("a role that one side calls otherwise, and a layer without the resource, are found", () => {
  const wrong = { roles: ["box.ts"], resources: [{ name: "drawer", layers: { edge: ["http", "queries"], cloud: [] } }] };
  expect(brokenPairs(wrong)).toEqual(["cloud/box.ts is not there", "edge/queries has no drawer"]);
  expect(unlistedPairs(wrong)).toEqual(["edge/commands/drawer", "edge/db/drawer"]);
});
