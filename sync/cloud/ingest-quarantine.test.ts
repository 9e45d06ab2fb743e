import type { EdgeEvent } from "@crema/shared/domain/events";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { ana, capture, STORE, T0, testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { MemoryCloud } from "../testing/memory-ingest.test-fixture.ts";
import { MemoryLog } from "../testing/memory-log.test-fixture.ts";
import { IDENTITY, orderId, orderLife, PRINCIPAL } from "../testing/up-rig.test-fixture.ts";
import { ingest } from "./ingest.ts";
import { readBatch } from "./parsed-batch.ts";

/** Sends a whole log in one batch, or in batches of `size`. */
async function sent(fill: (log: MemoryLog) => void, size = 100) {
  const log = new MemoryLog(createManualTime().clock);
  fill(log);
  const cloud = new MemoryCloud({ store_id: STORE, node_id: IDENTITY.node_id, join_number: 1 });
  const codes: string[] = [];
  for (let from = 1; from <= log.head(); from += size) {
    const done = await ingest(
      {
        protocol_version: PROTOCOL_VERSION,
        ...IDENTITY,
        generation: 1,
        from_seq: from,
        head_seq: log.head(),
        contested: false,
        join_token: cloud.tokens.issue(cloud.state.link),
        events: log.read(from, size, Number.MAX_SAFE_INTEGER),
        position: log.position(),
        heartbeat: log.heartbeat(),
      },
      PRINCIPAL,
      cloud,
    );
    codes.push(done.ok ? "ok" : done.refusal.code);
  }
  const waiting = cloud.state.quarantined.map((row) => [row.seq, row.code]);
  return { cloud, log, codes, waiting };
}

/** The second event of the order, with a number that does not follow. */
const outOfSequence = (events: EdgeEvent[]): EdgeEvent[] =>
  events.map((event) => (event.type === "order.started" ? { ...event, order_seq: 7 } : event));

describe("quarantine", () => {
  test.each([100, 1])(
    "[U6] a refusal of the domain goes there, later status events wait behind it, money counts (batches of %i)",
    async (size) => {
      const { cloud, waiting, codes } = await sent((log) => log.append(...outOfSequence(orderLife(1)), ...orderLife(2)), size);
      expect(new Set(codes)).toEqual(new Set(["ok"]));
      expect(waiting).toEqual([
        [2, "order.out_of_sequence"],
        [4, "event.waits"],
        [5, "event.waits"],
      ]);
      expect(cloud.state.orders.get(orderId(1))).toMatchObject({ status: "PLACED", paid_cents: 900 });
      expect(cloud.state.orders.get(orderId(2))).toMatchObject({ status: "COMPLETED" });
      expect(cloud.state.link.last_seq).toBe(10);
    },
  );

  test("[U6] money whose order is in quarantine, or is not here at all, counts", async () => {
    const orphan: EdgeEvent = {
      event_id: testId(0x901),
      store_id: STORE,
      at: T0,
      actor: ana,
      type: "payment.captured",
      order_id: orderId(9),
      payment: capture(450, { order_id: orderId(9), payment_id: testId(0x909) }),
    };
    const { cloud, waiting } = await sent((log) => log.append(...orderLife(1).slice(1), orphan));
    expect(waiting.map(([, code]) => code)).toEqual(["order.not_found", "event.waits", "event.waits"]);
    expect([...cloud.state.money.values()]).toEqual([900, 450]);
  });

  test("[U6] an unknown type is stored as it is, and what follows is applied", async () => {
    const { cloud, waiting, log } = await sent((into) => {
      into.append(...orderLife(1, 1));
      into.appendBody(JSON.stringify({ ...orderLife(1)[0], type: "order.teleported" }));
      into.append(...orderLife(1).slice(1));
    });
    expect(waiting).toEqual([[2, "event.unknown_type"]]);
    expect(cloud.state.quarantined[0]?.body).toBe(log.entries[1]?.body);
    expect(cloud.state.orders.get(orderId(1))?.status).toBe("COMPLETED");
  });

  test.each(["not json", "null", "[]", "{}", '{"type":"order.placed"}', '{"v":"x","type":"order.placed"}', ""])(
    "[U6] a body that cannot be read (%j) is stored, and nothing is dropped",
    async (body) => {
      const { waiting, cloud } = await sent((log) => {
        log.appendBody(body);
        log.append(...orderLife(1));
      });
      expect(waiting).toHaveLength(1);
      expect(cloud.state.quarantined[0]?.body).toBe(body);
      expect(cloud.state.link.last_seq).toBe(6);
    },
  );

  test("[L5] a body of a version to come makes the whole batch wait", async () => {
    const { cloud, codes } = await sent((log) => {
      log.append(...orderLife(1));
      log.appendBody(JSON.stringify({ ...orderLife(2)[0], v: PROTOCOL_VERSION + 1 }));
    });
    expect(codes).toEqual(["sync.upgrade_required"]);
    expect(cloud.state.applied).toEqual([]);
  });

  test.each<[string, (event: EdgeEvent) => EdgeEvent]>([
    ["in the envelope", (event) => ({ ...event, store_id: "elsewhere" })],
    ["in the order", (event) => (event.type === "order.placed" ? { ...event, order: { ...event.order, store_id: "elsewhere" } } : event)],
    [
      "in the payment",
      (event) => (event.type === "payment.captured" ? { ...event, payment: { ...event.payment, store_id: "elsewhere" } } : event),
    ],
  ])("[U6] another store %s: quarantine, and nothing of the other store is touched", async (where, change) => {
    const { cloud, waiting } = await sent((log) => log.append(...orderLife(1, 3).map(change)));
    expect(waiting).toContainEqual([where === "in the payment" ? 3 : 1, "event.foreign_store"]);
    expect([...cloud.state.orders.values()].every((order) => order.store_id === STORE)).toBe(true);
  });
});

describe("the JSON of a batch", () => {
  const codeOf = (json: unknown) => {
    const read = readBatch(json);
    return read.ok ? "ok" : read.refusal.code;
  };

  test("[L5] a batch of a newer wire waits, though nothing else of it can be read", () => {
    expect(codeOf({ protocol_version: PROTOCOL_VERSION + 1, shape: "unheard of" })).toBe("sync.upgrade_required");
    expect(codeOf({ protocol_version: 0 })).toBe("sync.upgrade_required");
  });

  test.each([null, 1, "x", [], {}, { protocol_version: "1" }, { protocol_version: PROTOCOL_VERSION }, { protocol_version: 1.5 }])(
    "%j is no batch",
    (json) => {
      expect(codeOf(json)).toBe("request.invalid");
    },
  );
});
