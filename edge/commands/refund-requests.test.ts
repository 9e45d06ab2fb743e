/** What headquarters asks this store to give back, as the inbox brings it. */
import { cents } from "@crema/shared/money";
import { guest, testId } from "@crema/shared/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cashier, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";

const ID = testId(0xa1);
const REQUEST_ID = testId(0xb1);

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const apply = (...commands: InboxCommand[]) =>
  store.sync.down.applyInbox(
    commands.map((command, index) => ({ seq: index + 1, id: testId(0xc001 + index), command })),
    null,
  );

describe("a refund that headquarters asks for", () => {
  const asked: InboxCommand = {
    kind: "refund.requested",
    at: "2026-05-04T08:00:00.000Z",
    order_id: ID,
    request_id: REQUEST_ID,
    amount_cents: null,
    reason: "cold",
    actor: guest,
  };

  test("of an order that is not on this box is answered, so that nobody there waits for ever", async () => {
    await apply(asked);
    const [answer] = store.sync.log.read(1, 1, 10_000).map((event) => JSON.parse(event.body));
    expect(answer).toMatchObject({ type: "refund.refused", order_id: ID, request_id: REQUEST_ID, code: "refund.nothing_captured" });
  });

  test("twice is one request", async () => {
    const { order_id } = await store.placed();
    unwrap(
      await store.commands.tender(
        order_id,
        { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: false },
        "t1",
        cashier,
      ),
    );
    await apply({ ...asked, order_id }, { ...asked, order_id });
    expect(store.queries.refundRequests()).toMatchObject([{ order_id, request_id: REQUEST_ID, reason: "cold" }]);
  });
});
