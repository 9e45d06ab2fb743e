import { expect, test } from "vitest";
import { judgeDatabase, type Observed, type Remembered } from "./judge.ts";

const [ONE, TWO, THREE] = [
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
  "00000000-0000-4000-8000-000000000003",
];
const identity = { system_identifier: "7712", timeline: 1 };
const remembered = (changes: Partial<Remembered> = {}): Remembered => ({ ...identity, incarnation_id: ONE, position: 1_000, ...changes });
const observed = (changes: Partial<Observed> = {}): Observed => ({
  ...identity,
  position: 1_000,
  newest: { ...identity, incarnation_id: ONE, succeeds: null },
  knowsRemembered: true,
  ...changes,
});

test("the database that the node left is still the one", () => {
  expect(judgeDatabase(remembered(), observed())).toEqual({ is: "present", incarnation_id: ONE });
  expect(judgeDatabase(remembered(), observed({ position: 2_000 }))).toMatchObject({ is: "present" });
  expect(judgeDatabase(null, observed())).toMatchObject({ is: "present" });
});

test("a database without any incarnation is a first one, unless this node has worked on it", () => {
  expect(judgeDatabase(null, observed({ newest: null }))).toEqual({ is: "first" });
  expect(judgeDatabase(remembered(), observed({ newest: null, knowsRemembered: false }))).toMatchObject({ is: "set_back" });
});

test("a copy of the directory that is put back ends before what was seen", () => {
  expect(judgeDatabase(remembered(), observed({ position: 999 }))).toMatchObject({ is: "set_back" });
});

test("a failover, and a restore into another server, are seen by a node that remembers nothing", () => {
  expect(judgeDatabase(null, observed({ timeline: 2 }))).toMatchObject({ is: "set_back" });
  expect(judgeDatabase(null, observed({ system_identifier: "7713" }))).toMatchObject({ is: "set_back" });
});

test("what another node has begun is taken over, and not begun again", () => {
  const newest = { ...identity, incarnation_id: TWO, succeeds: ONE };
  expect(judgeDatabase(remembered(), observed({ newest, position: 10 }))).toEqual({ is: "present", incarnation_id: TWO });
  expect(judgeDatabase(remembered(), observed({ newest, knowsRemembered: false }))).toMatchObject({ is: "present" });
});

test("a database that has forgotten the node's incarnation was put back, also to before another set-back", () => {
  const newest = { ...identity, incarnation_id: ONE, succeeds: null };
  expect(judgeDatabase(remembered({ incarnation_id: TWO }), observed({ newest, knowsRemembered: false }))).toMatchObject({
    is: "set_back",
  });
  const other = { ...identity, incarnation_id: THREE, succeeds: ONE };
  expect(judgeDatabase(remembered({ incarnation_id: TWO }), observed({ newest: other, knowsRemembered: false }))).toMatchObject({
    is: "set_back",
  });
});
