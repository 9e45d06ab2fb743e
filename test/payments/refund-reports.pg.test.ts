import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { step } from "@crema/cloud/store-events.test-fixture";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { headquarters, OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-refund-reports-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  store = new OnlineStore(rig, await rig.store());
});

test("the store is told that a refund is under way, and what came of it; one that is too much is refused to it", async () => {
  const order = await store.paid();
  await store.box.receive();
  const told = async () =>
    (await store.box.receive()).map((command) =>
      command.kind === "refund.reported" ? [command.refund_state, command.refund_pending_cents, command.refunded_cents] : command.kind,
    );
  await store.asksRefund(order, 300);
  expect(await told()).toEqual([
    ["PENDING", 300, 0],
    ["PARTIAL", 0, 300],
  ]);
  await store.asksRefund(order, 300);
  expect(await told()).toEqual([["PARTIAL", 0, 300]]);
  expect((await rig.order(order.order_id)).refund_state).toBe("PARTIAL");
  must(await store.headquartersRefunds(order, 200, "hq"));
  await rig.settle();
  expect(await told()).toEqual([
    ["PENDING", 200, 300],
    ["FULL", 0, 500],
  ]);
});

test("a box that was upgraded while its line was cut hears what came of the refund that it sends with its first words", async () => {
  const order = await store.paid();
  await store.box.receive();
  const { pool } = rig.node.database;
  const older = `UPDATE store_link_seen SET heartbeat = jsonb_set(heartbeat::jsonb, '{protocol_version}', '3')::json WHERE store_id = $1`;
  await pool.query(older, [store.box.storeId]);
  await store.asksRefund(order, 501);
  const told = (await store.box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command.refund_state] : []));
  expect(told).toEqual(["FAILED"]);
});

test("a till that was upgraded after a refund had moved shows how it stands, and is told so once", async () => {
  const [order, other] = [await store.paid(), await store.paid()];
  const { box } = store;
  await box.receive();
  await box.wasHeardAs(3);
  must(await store.headquartersRefunds(order, 300, "hq"));
  await rig.settle();
  must(await store.headquartersRefunds(other, 100, "hq"));
  const told = async () =>
    (await box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [[command.order_id, command.refund_state]] : []));
  expect(await told()).toEqual([]);
  must(await box.send());
  expect((await told()).toSorted()).toEqual(
    [
      [order.order_id, "PARTIAL"],
      [other.order_id, "PENDING"],
    ].toSorted(),
  );
  must(await box.send());
  expect(await told()).toEqual([]);
  await rig.settle();
  expect(await told()).toEqual([[other.order_id, "PARTIAL"]]);
});

test("a refund that is held up in quarantine is under way at the till until headquarters sets it aside, and can then be asked for again", async () => {
  const order = await store.paid();
  const { box } = store;
  const told = async () =>
    (await box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [[command.refund_state, command.heard_seq]] : []));
  must(await box.send(step(box, order.order_id, "order.readied", 3, "PAID")));
  const heldUp = box.log.head();
  await store.asksRefund(order, 300);
  await told();
  must(await store.headquartersRefunds(order, 100, "hq"));
  await rig.settle();
  expect(await told()).toEqual([
    ["PENDING", heldUp + 1],
    ["PENDING", heldUp + 1],
  ]);
  const place = { epoch: box.epoch, seq: heldUp + 1 };
  must(await rig.node.commands.setAsideQuarantined(box.storeId, place, "typed in twice", headquarters));
  expect(await told()).toEqual([["PARTIAL", heldUp + 1]]);
  must(await rig.node.commands.setAsideQuarantined(box.storeId, { ...place, seq: heldUp }, "never made", headquarters));
  await store.asksRefund(order, 300);
  expect(await told()).toEqual([
    ["PENDING", heldUp + 2],
    ["PARTIAL", heldUp + 2],
  ]);
  expect(rig.books(order.intent_id).refunded_cents).toBe(400);
});

test("a refund that this release cannot read is under way at the till as well, until it is set aside; the order itself goes on", async () => {
  const order = await store.paid();
  const { box } = store;
  const told = async () => (await box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command.refund_state] : []));
  await store.asksRefund(order, 300, { reason: 7 });
  const place = { epoch: box.epoch, seq: box.log.head() };
  must(await box.send(step(box, order.order_id, "order.started", 3, "PAID")));
  expect((await rig.order(order.order_id)).status).toBe("IN_PROGRESS");
  must(await store.headquartersRefunds(order, 100, "hq"));
  await rig.settle();
  expect(await told()).toEqual(["PENDING", "PENDING"]);
  must(await rig.node.commands.setAsideQuarantined(box.storeId, place, "cannot be read", headquarters));
  expect(await told()).toEqual(["PARTIAL"]);
});

test("a box of version 6 is told each refund that stands, with its lines, its tip and its day; an older one their sum alone", async () => {
  const order = await store.paid(undefined, { tip_cents: cents(50) });
  await store.box.receive();
  const told = async () => (await store.box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command.refunds] : []));
  await store.asksRefund(order, 100, { tip_cents: cents(50) });
  const last = (await told()).at(-1);
  expect(last).toMatchObject([{ status: "SUCCEEDED", amount_cents: 100, tip_cents: 50, lines: [{ amount_cents: 100 }] }]);
  expect(last?.[0]?.business_day).toEqual(expect.any(String));
  await store.box.wasHeardAs(5);
  must(await store.headquartersRefunds(order, 100, "hq"));
  await rig.settle();
  expect(await told()).toEqual([undefined, undefined]);
});

describe("an amendment that headquarters sets aside, which the box has made", () => {
  const raised = (order: Order): EdgeEvent => {
    const event = withoutOne(order, rig.node.time.ms);
    return { ...event, priced: { ...event.priced, total_cents: cents(event.priced.total_cents + 1) } };
  };
  const told = async () =>
    (await store.box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command.amendments] : []));
  const setAside = (seq: number) =>
    rig.node.commands.setAsideQuarantined(store.box.storeId, { epoch: store.box.epoch, seq }, "does not add up", headquarters);

  test("holds up no refund at the box any longer: it counts each as the cloud does, those from before and those that come", async () => {
    const order = await store.paid();
    const { box } = store;
    must(await box.send(raised(await rig.order(order.order_id))));
    const place = box.log.head();
    must(await store.headquartersRefunds(order, 100, "hq"));
    await rig.settle();
    // It may yet be applied, and the refund would be its correction.
    expect(await told()).toEqual([0, 0]);
    must(await setAside(place));
    expect(await told()).toEqual([1]);
    must(await store.headquartersRefunds(order, 50, "hq again"));
    await rig.settle();
    expect(await told()).toEqual([1, 1]);
    expect((await rig.money(order.order_id)).refunds.map(({ kind }) => kind)).toEqual(["GIVEN_BACK", "GIVEN_BACK"]);
  });

  test("not while one before it waits; and what a box before has made counts for nothing at the next one", async () => {
    const order = await store.paid("pm_card_visa", { items: [{ item_id: "espresso", qty: 4, modifier_ids: [], note: null }] });
    const { box } = store;
    const now = await rig.order(order.order_id);
    must(await box.send(raised(now), raised({ ...now, amendments: 1 })));
    const second = box.log.head();
    must(await setAside(second));
    expect(await told()).toEqual([0]);
    must(await setAside(second - 1));
    expect(await told()).toEqual([2]);
    const { pool } = rig.node.database;
    await pool.query("UPDATE quarantine SET epoch = epoch + 1 WHERE store_id = $1", [box.storeId]);
    must(await store.headquartersRefunds(order, 100, "hq"));
    expect(await told()).toEqual([0]);
  });
});
