import { expect, test } from "vitest";
import { HELP, parseArguments } from "./arguments.ts";

test.each<[string[], object]>([
  [["start"], { name: "start" }],
  [[], { name: "help" }],
  [["--version"], { name: "version" }],
  [
    ["enroll", "--cloud", "https://c.example", "--code=AB-12"],
    { name: "enroll", cloudUrl: "https://c.example", code: "AB-12", json: false },
  ],
  [["pair", "--kind", "pos", "--name", "POS 1", "--json"], { name: "pair", kind: "pos", deviceName: "POS 1", json: true }],
  [["pair", "--kind=board"], { name: "pair", kind: "board", deviceName: "board", json: false }],
  [["revoke", "some-id"], { name: "revoke", deviceId: "some-id", json: false }],
  [["approve", "123456"], { name: "approve", code: "123456", json: false }],
])("%j", (argv, command) => {
  expect(parseArguments(argv)).toEqual({ ok: true, command });
});

test.each<[string[], RegExp]>([
  [["stat"], /unknown command "stat"/],
  [["start", "now"], /takes no "now"/],
  [["enroll", "--code", "x"], /--cloud/],
  [["enroll", "--cloud", "c.example", "--code", "x"], /http or https/],
  [["enroll", "--cloud", "http://c", "--code", "--json"], /--code needs a value/],
  [["pair"], /--kind, one of pos/],
  [["pair", "--kind", "toaster"], /--kind, one of pos/],
  [["pair", "--kind", "pos", "--color", "red"], /no option --color/],
  [["revoke"], /exactly one device id/],
  [["revoke", "a", "b"], /exactly one device id/],
])("%j is not understood", (argv, fault) => {
  const parsed = parseArguments(argv);
  expect(parsed.ok ? "" : parsed.fault).toMatch(fault);
});

test("help names every setting", () => {
  for (const name of ["CREMA_EDGE_PORT", "CREMA_DATA_DIR", "LOG_LEVEL"]) expect(HELP).toContain(name);
});

test("every command says what it takes", () => {
  const names = [...HELP.matchAll(/^ {2}crema-edge ([a-z-]+)/gm)].flatMap(([, name]) =>
    name === undefined || name === "help" ? [] : [name],
  );
  expect(names).toContain("relog");
  for (const name of names)
    for (const asked of ["--help", "-h"]) expect(parseArguments([name, asked])).toEqual({ ok: true, command: { name: "help" } });
});
