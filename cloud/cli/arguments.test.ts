import { describe, expect, test } from "vitest";
import { HELP, parseArguments } from "./arguments.ts";

const faultOf = (line: string): string => {
  const parsed = parseArguments(line.split(" "));
  return parsed.ok ? "" : parsed.fault;
};

describe("the command line", () => {
  test.each([
    ["start", { name: "start" }],
    ["migrate --json", { name: "migrate", json: true }],
    ["--help", { name: "help" }],
    ["version", { name: "version" }],
    [
      "create-operator --role owner",
      { name: "create-operator", role: "owner", storeIds: null, email: null, operatorName: null, json: false },
    ],
    [
      "create-operator --role=it --name Kim --stores a,b --email x@y.example --json",
      { name: "create-operator", role: "it", storeIds: ["a", "b"], email: "x@y.example", operatorName: "Kim", json: true },
    ],
    ["operators --json", { name: "operators", json: true }],
    ["keys", { name: "keys", json: false }],
    [
      "rotate-operator --operator 0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e",
      { name: "rotate-operator", userId: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e", json: false },
    ],
    ["enroll-code --store s1", { name: "enroll-code", storeId: "s1", replace: false, json: false }],
    ["enroll-code --replace --store s1 --json", { name: "enroll-code", storeId: "s1", replace: true, json: true }],
    ["open-orders --store s1", { name: "open-orders", storeId: "s1", end: null, json: false }],
    ["open-orders --store s1 --end all", { name: "open-orders", storeId: "s1", end: "all", json: false }],
    ["set-back --to 2026-05-04T09:30:00+02:00", { name: "set-back", putBackTo: "2026-05-04T07:30:00.000Z", json: false }],
    ["revoke-box --store s1", { name: "revoke-box", storeId: "s1", json: false }],
    ["currency --store s1", { name: "currency", storeId: "s1", answer: null, json: false }],
    ["currency --store s1 --answer times --json", { name: "currency", storeId: "s1", answer: "TIMES", json: true }],
    ["books --store s1 --day 2026-05-04", { name: "books", storeId: "s1", day: "2026-05-04", json: false }],
  ])("%s", (line, command) => expect(parseArguments(line.split(" "))).toEqual({ ok: true, command }));

  test.each([
    ["restart", /unknown command "restart"/],
    ["create-operator", /needs --role, one of owner, hq, it/],
    ["create-operator --role boss", /needs --role/],
    ["create-operator --role it --stores a,B", /"B" is no store id/],
    ["create-operator --role --json", /--role needs a value/],
    ["revoke-operator --operator me", /needs --operator with an id/],
    ["enroll-code", /needs --store/],
    ["enroll-code --store", /--store needs a value/],
    ["enroll-code --store s1 --replace=yes", /--replace takes no value/],
    ["revoke-box", /needs --store/],
    ["set-back --to 2026-05-04T09:30", /with a time and its zone/],
    ["set-back --to 10:42Z", /with a time and its zone/],
    ["open-orders --store s1 --end A1", /"A1" is none/],
    ["currency --store s1 --answer maybe", /--answer is one of right-as-stored, times/],
    ["books --day 2026-05-04", /needs --store/],
    ["books --store s1 --day yesterday", /needs --day/],
    ["books --store s1 --day 2026-13-45", /needs --day/],
    ["start --port 1", /no option --port/],
    ["migrate now", /takes no "now"/],
  ])("%s is named, not guessed at", (line, fault) => expect(faultOf(line)).toMatch(fault));

  test("without a word: help, which lists every setting", () => {
    expect(parseArguments([])).toEqual({ ok: true, command: { name: "help" } });
    for (const name of ["PORT", "DATABASE_URL", "CREMA_SECRET", "CREMA_CONTACT_KEYS"]) expect(HELP).toContain(name);
  });
});

test("every command says what it takes", () => {
  const names = [...HELP.matchAll(/^ {2}crema-cloud ([a-z-]+)/gm)].flatMap(([, name]) =>
    name === undefined || name === "help" ? [] : [name],
  );
  expect(names).toContain("salvage");
  for (const name of names)
    for (const asked of ["--help", "-h"]) expect(parseArguments([name, asked])).toEqual({ ok: true, command: { name: "help" } });
});
