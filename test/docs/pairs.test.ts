import { brokenPairs, misplacedContracts, readPairs, unlistedPairs, unnamedResources } from "@crema/tools/house/pairs";
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

test("a route is declared in the contract of its resource's name", () => {
  expect(misplacedContracts()).toEqual([]);
});

test("a name that several layers share is in one of the tables", () => {
  expect(unnamedResources(pairs)).toEqual([]);
  const without = { ...pairs, resources: pairs.resources.filter(({ name }) => name !== "drawer") };
  expect(unnamedResources(without)).toEqual(["edge/http", "edge/commands", "edge/queries", "edge/db"].map((layer) => `${layer}/drawer`));
});

test("a role that one side calls otherwise, and a layer without the resource, are found", () => {
  const wrong = { roles: ["box.ts"], resources: [{ name: "drawer", layers: { edge: ["http", "auth"], cloud: [] } }] };
  expect(brokenPairs(wrong)).toEqual(["cloud/box.ts is not there", "edge/auth has no drawer"]);
  expect(unlistedPairs(wrong)).toEqual(["edge/commands/drawer", "edge/queries/drawer", "edge/db/drawer"]);
});
