import { readFile } from "node:fs/promises";
import { SETTINGS as CLOUD, parseCloudSettings } from "@crema/cloud/settings";
import { SETTINGS as EDGE, parseEdgeSettings } from "@crema/edge/settings";
import { envExample } from "@crema/tools/docs/env-example";
import { expect, test } from "vitest";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("the examples are what the settings say (npm run docs)", async () => {
  expect(await read("edge/.env.example")).toBe(envExample("crema-edge", EDGE));
  expect(await read("cloud/.env.example")).toBe(envExample("crema-cloud", CLOUD));
});

test.each([
  ["crema-edge", EDGE, parseEdgeSettings],
  ["crema-cloud", CLOUD, parseCloudSettings],
] as const)("the defaults that %s prints are those that it goes by", (program, settings, parse) => {
  const written = [...envExample(program, settings).matchAll(/^#([A-Z_]+)=(\S+)$/gm)].map(([, name = "", value = ""]) => [name, value]);
  expect(written.length).toBeGreaterThan(5);
  expect(parse(Object.fromEntries(written))).toEqual(parse({}));
});
