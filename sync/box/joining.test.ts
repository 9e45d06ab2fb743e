/** What a box does with the plans that are not a join yet. */
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { STORE, testId, testIds } from "@crema/shared/domain/order/order.test-fixture";
import { beforeEach, expect, test } from "vitest";
import { REBUILD_PATH } from "../protocol/hand-back.ts";
import { JOIN_PATH } from "../protocol/join.ts";
import { MemoryJoinDisk } from "../testing/join-disk.test-fixture.ts";
import { MemoryLog } from "../testing/memory-log.test-fixture.ts";
import { orderLife } from "../testing/up-rig.test-fixture.ts";
import { JoinGate } from "./join-gate.ts";
import { Joining } from "./joining.ts";

const identity = { node_id: testId(0xb0), store_id: STORE, epoch: 1, epoch_certificate: "certificate" };
let log: MemoryLog;
let gate: JoinGate;
let joining: Joining;
beforeEach(() => {
  log = new MemoryLog(createManualTime().clock);
  gate = new JoinGate();
  joining = new Joining(new MemoryJoinDisk(log), gate, testIds());
});
const ask = () => joining.ask(identity, log.heartbeat());

test("[D7] a cloud that was put back is handed the inbox, with the place in the log that it has asked for", async () => {
  log.append(...orderLife(1));
  await log.acknowledge(5);
  const first = await ask();
  expect([first.path, first.join.log.at?.seq]).toEqual([JOIN_PATH, 5]);
  expect(await joining.follow(first.join, { plan: "locate", seq: 2 })).toEqual({ kind: "again" });
  const located = await ask();
  expect(located.join.log.at?.seq).toBe(2);
  expect(await joining.follow(located.join, { plan: "rebuild", after_seq: 7 })).toEqual({ kind: "again" });
  const handed = await ask();
  expect(handed).toMatchObject({ path: REBUILD_PATH, body: { inbox: { after: { seq: 7 } }, snapshot: null } });
  expect([handed.join.log.at?.seq, handed.join.nonce]).toEqual([2, first.join.nonce]);
  expect(gate.token).toBeNull();
});

test("[J3] while the cloud reads the provider's books the box waits, and joins anew", async () => {
  const first = await ask();
  await joining.follow(first.join, { plan: "rebuild", after_seq: 0 });
  const handed = await ask();
  const end = await joining.follow(handed.join, { plan: "wait", detail: "reads", retry_after_s: 2 });
  expect(end).toEqual({ kind: "wait", detail: "reads", retry_after_ms: 2_000 });
  expect((await ask()).path).toBe(JOIN_PATH);
});
