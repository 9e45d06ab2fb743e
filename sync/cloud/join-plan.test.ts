import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { STORE, testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { INBOX_GENESIS } from "../protocol/inbox-chain.ts";
import type { JoinRequest } from "../protocol/join.ts";
import { GENESIS_HASH } from "../protocol/up.ts";
import { MemoryLog } from "../testing/memory-log.test-fixture.ts";
import {
  type CloudPositions,
  compare,
  type Findings,
  lastInCommon,
  nameOf,
  PLAN_TABLE,
  PLANS,
  type PlanKind,
  planOf,
  whyOf,
} from "./join-plan.ts";

const hash = (letter: string): string => letter.repeat(64);

const box: JoinRequest = {
  protocol_version: 5,
  node_id: testId(0xb0),
  store_id: STORE,
  epoch: 2,
  epoch_certificate: "certificate",
  before: { number: 7, nonce: testId(7) },
  nonce: testId(8),
  contested: false,
  is_marked: false,
  log: { head: { seq: 12, hash: hash("c") }, acked_seq: 10, oldest_seq: 3, at: { seq: 10, hash: hash("a") } },
  inbox: { seq: 5, id: testId(5), chain: hash("5") },
  documents: { menu: { version: 4, sha256: hash("d") }, profile: { version: 2, sha256: hash("e") } },
  generation: 1,
  heartbeat: new MemoryLog(createManualTime().clock).heartbeat(),
};

const cloud: CloudPositions = {
  node_id: testId(0xb0),
  epoch: 2,
  highest_epoch: 2,
  is_revoked: false,
  join: { number: 7, nonce: testId(7) },
  log: { seq: 10, hash: hash("a") },
  inbox: { head: 6, reported_seq: 4, at: { id: testId(5), chain: hash("5") } },
  documents: { menu: { version: 4, sha256: hash("d") }, profile: { version: 2, sha256: hash("e") } },
};

const log = (changes: Partial<JoinRequest["log"]>): Partial<JoinRequest> => ({ log: { ...box.log, ...changes } });
const inbox = (changes: Partial<JoinRequest["inbox"]>): Partial<JoinRequest> => ({ inbox: { ...box.inbox, ...changes } });
const menu = (version: number, sha256: string | null): Partial<JoinRequest> => ({
  documents: { ...box.documents, menu: { version, sha256 } },
});
const stood = (seq: number, letter = "a"): Partial<CloudPositions> => ({ log: { seq, hash: seq === 0 ? GENESIS_HASH : hash(letter) } });
const inboxThere = (changes: Partial<CloudPositions["inbox"]>): Partial<CloudPositions> => ({ inbox: { ...cloud.inbox, ...changes } });

describe("what the join finds, and the plan [J2]", () => {
  test.each<[string, Partial<JoinRequest>, Partial<CloudPositions>, Partial<Findings>, PlanKind]>([
    ["all positions continue each other", {}, {}, {}, "continue"],
    ["the same join again, its response was lost", { nonce: testId(7) }, {}, { name: "again" }, "continue"],
    ["the first join of a store", { before: null }, { join: { number: 0, nonce: null } }, {}, "continue"],
    ["the cloud has forgotten joins", {}, { join: { number: 3, nonce: testId(3) } }, { name: "ahead" }, "continue"],
    [
      "the box is behind on the way down",
      inbox({ seq: 4, id: testId(4) }),
      inboxThere({ at: { id: testId(4), chain: hash("5") } }),
      {},
      "continue",
    ],
    [
      "nothing of the inbox has been applied",
      inbox({ seq: 0, id: null, chain: INBOX_GENESIS }),
      inboxThere({ at: null, reported_seq: 0 }),
      {},
      "continue",
    ],
    [
      "the box has an older menu",
      menu(3, hash("f")),
      { documents: { ...cloud.documents, menu: { version: 4, sha256: hash("f") } } },
      {},
      "continue",
    ],
    ["no documents have come", { documents: { menu: null, profile: null } }, {}, {}, "continue"],
    [
      "an acknowledgement was lost, and the place is at the head",
      log({ head: { seq: 11, hash: hash("b") } }),
      stood(11, "b"),
      {},
      "continue",
    ],
    ["a new log", log({ head: { seq: 0, hash: GENESIS_HASH }, acked_seq: 0, oldest_seq: 1, at: null }), stood(0), {}, "continue"],

    ["an older epoch", { epoch: 1 }, {}, { box: "fenced" }, "fenced"],
    ["an older epoch than any that was ever given", {}, { highest_epoch: 3 }, { box: "fenced" }, "fenced"],
    ["a revoked box", {}, { is_revoked: true }, { box: "fenced" }, "fenced"],
    ["a revoked box of a later epoch than is known here", { epoch: 3 }, { is_revoked: true }, { box: "fenced" }, "fenced"],
    ["another box of the same epoch", { node_id: testId(9) }, {}, { box: "fenced" }, "fenced"],
    ["a store that has no box any more", {}, { node_id: null }, { box: "fenced" }, "fenced"],

    ["a clone has joined since", {}, { join: { number: 8, nonce: testId(8_000) } }, { name: "old" }, "fork"],
    ["another disk has the same number", {}, { join: { number: 7, nonce: testId(70) } }, { name: "old" }, "fork"],
    ["a disk without joins, where there have been some", { before: null }, {}, { name: "old" }, "fork"],
    ["a disk that was put back by the tool", { is_marked: true }, {}, { disk: "restored" }, "fork"],
    ["a disk that was told that its history has ended", { contested: true }, {}, { disk: "ended" }, "fork"],
    ["the log ends before what is here", {}, stood(13), { log: "behind" }, "fork"],
    ["another hash at the cloud's place", {}, stood(10, "f"), { log: "forked" }, "fork"],
    ["the inbox stands before what the box has said", inbox({ seq: 3, id: testId(3) }), {}, { inbox: "behind" }, "fork"],
    ["the inbox stands before everything that is stored", inbox({ seq: 4 }), inboxThere({ at: null }), { inbox: "behind" }, "fork"],

    ["the place has not been compared", {}, stood(11, "b"), { log: "unlocated" }, "locate"],
    ["the place is before the acknowledged one, and still stored", {}, stood(2), { log: "unlocated" }, "locate"],

    ["an inbox entry beyond the last", {}, inboxThere({ head: 4, reported_seq: 2, at: null }), { inbox: "unknown" }, "rebuild"],
    ["another inbox entry at that number", {}, inboxThere({ at: { id: testId(5), chain: hash("6") } }), { inbox: "unknown" }, "rebuild"],
    ["a newer menu", menu(5, hash("d")), {}, { documents: "unknown" }, "rebuild"],
    ["the same version of the menu with other bytes", menu(4, hash("f")), {}, { documents: "unknown" }, "rebuild"],
    [
      "a menu of an older version that was never published here",
      menu(3, hash("f")),
      { documents: { ...cloud.documents, menu: { version: 4, sha256: null } } },
      { documents: "unknown" },
      "rebuild",
    ],
    ["a menu where there is none", {}, { documents: { ...cloud.documents, menu: null } }, { documents: "unknown" }, "rebuild"],
    ["an epoch that is unknown here", { epoch: 3 }, {}, { box: "unknown" }, "rebuild"],

    ["acknowledged events are missing here", log({ at: { seq: 8, hash: hash("a") } }), stood(8), { log: "lost" }, "resend"],
    ["every acknowledged event is missing here", log({ oldest_seq: 1 }), stood(0), { log: "lost" }, "resend"],

    ["the log no longer reaches back to what is missing here", {}, stood(1), { log: "gone" }, "facts"],
    ["nor to the beginning", {}, stood(0), { log: "gone" }, "facts"],
  ])("%s", (_, says, has, found, plan) => {
    const asked = { ...box, ...says };
    const there = { ...cloud, ...has };
    const findings = compare(asked, there);
    const all = { box: "current", disk: "own", name: "next", log: "equal", inbox: "equal", documents: "equal" };
    expect(findings).toEqual({ ...all, ...found });
    expect(planOf(findings)).toBe(plan);
    if (plan !== "continue" && plan !== "locate" && plan !== "resend") expect(whyOf(asked, there, findings)).toMatch(/\.$/);
  });

  test("a box that was upgraded matches by number and id, and its documents by version", () => {
    const old = {
      ...box,
      before: null,
      ...inbox({ chain: null }),
      documents: { menu: { version: 4, sha256: null }, profile: { version: 2, sha256: null } },
    };
    const there = { ...cloud, join: { number: 0, nonce: null } };
    expect(planOf(compare(old, there))).toBe("continue");
    expect(compare({ ...old, ...inbox({ chain: null, id: testId(50) }) }, there)).toMatchObject({ inbox: "unknown" });
    expect(compare({ ...old, documents: { ...old.documents, menu: { version: 5, sha256: null } } }, there)).toMatchObject({
      documents: "unknown",
    });
  });

  test("of a box of a later epoch neither log nor join is compared: they are of another history", () => {
    const later = { ...box, epoch: 3, before: null, ...inbox({ seq: 2, id: testId(2) }) };
    const findings = compare(later, { ...cloud, ...stood(900) });
    expect(findings).toMatchObject({ box: "unknown", name: "next", log: "equal" });
    expect(planOf(findings)).toBe("rebuild");
  });
});

describe("the table [J2]", () => {
  const positions = Object.keys(PLAN_TABLE) as (keyof Findings)[];
  const cells = positions.reduce<Record<string, string>[]>(
    (all, position) => all.flatMap((cell) => Object.keys(PLAN_TABLE[position]).map((found) => ({ ...cell, [position]: found }))),
    [{}],
  ) as unknown as Findings[];

  /** The order of the design, written down once more: fenced, fork, (where does the log stand?) rebuild, resend, continue. */
  function expected(found: Findings): PlanKind {
    if (found.box === "fenced") return "fenced";
    if (found.disk !== "own" || found.name === "old" || found.log === "behind" || found.log === "forked" || found.inbox === "behind")
      return "fork";
    if (found.log === "unlocated") return "locate";
    if (found.box === "unknown" || found.inbox === "unknown" || found.documents === "unknown") return "rebuild";
    if (found.log === "gone") return "facts";
    return found.log === "lost" ? "resend" : "continue";
  }

  test("every cell has its plan", () => {
    expect(cells).toHaveLength(3 * 3 * 4 * 6 * 3 * 2);
    for (const cell of cells) expect([cell, planOf(cell)]).toEqual([cell, expected(cell)]);
    expect(new Set(cells.map(planOf))).toEqual(new Set(PLANS));
  });

  test("nothing goes on from any cell with a finding that asks for something else", () => {
    for (const cell of cells.filter((each) => planOf(each) === "continue")) {
      for (const position of positions) expect((PLAN_TABLE[position] as Record<string, string>)[cell[position]]).toBe("continue");
    }
  });
});

test("[J1] a join gets the next number, the same nonce the same one, and a cloud that has forgotten some goes on above them", () => {
  expect(nameOf(box, cloud.join)).toEqual({ number: 8, nonce: testId(8) });
  expect(nameOf({ ...box, nonce: testId(7) }, cloud.join)).toEqual({ number: 7, nonce: testId(7) });
  expect(nameOf(box, { number: 3, nonce: testId(3) })).toEqual({ number: 8, nonce: testId(8) });
  expect(nameOf({ ...box, before: null }, { number: 0, nonce: null })).toEqual({ number: 1, nonce: testId(8) });
});

test("a rebuild begins at the highest place that both may have in common", () => {
  expect(lastInCommon(box, cloud, "equal")).toBe(5);
  expect(lastInCommon(box, { ...cloud, ...inboxThere({ head: 3 }) }, "unknown")).toBe(3);
  expect(lastInCommon(box, cloud, "unknown")).toBe(4);
  expect(lastInCommon({ ...box, ...inbox({ seq: 1 }) }, { ...cloud, ...inboxThere({ head: 0 }) }, "unknown")).toBe(0);
});
