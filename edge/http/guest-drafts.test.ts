/** What a guest's phone and the tills do with a ticket that the phone holds, and how it ends. */

import { randomUUID as newId } from "node:crypto";
import { GuestDraft, GuestStore } from "@crema/shared/contract/guest-drafts";
import { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox } from "../box.test-fixture.ts";
import { fromPhone, type GuestBox, HALF_AN_HOUR_MS, newKey, openGuestBox, TICKET } from "./guest-phone.test-fixture.ts";

let guests: GuestBox;
beforeEach(async () => {
  guests = await openGuestBox();
});
afterEach(() => guests.stop());

describe("a guest at the counter, with the line down", () => {
  test("reads the menu, holds a ticket, says its number, and it is resumed and paid as any held ticket", async () => {
    expect(GuestStore.parse((await guests.phone("GET", "/v1/guest/store")).json)).toMatchObject({
      store_name: "Main Street",
      is_open: true,
      is_full: false,
    });
    expect(MenuResponse.parse((await guests.phone("GET", "/v1/guest/menu")).json).items.map(({ item_id }) => item_id)).toContain(
      "espresso",
    );
    expect((await guests.phone("POST", "/v1/guest/quote", { body: TICKET })).json).toMatchObject({ total_cents: 500 });
    const placed = await guests.hold();
    expect(placed.status).toBe(201);
    const { token, number } = GuestDraft.parse(placed.json);
    expect(placed.json).toMatchObject({ number: "S1", total_cents: 500, waits_s: 1800 });
    expect(await guests.state(token)).toMatchObject({ status: "WAITING", waits_s: 1800 });
    const [draft] = await guests.held();
    expect(draft).toMatchObject({ guest_number: number, held_by: { kind: "guest", name: null }, customer_name: null, total_cents: 500 });
    expect(draft?.items).toMatchObject([{ item_id: "espresso", qty: 2, note: "no sugar" }]);
    // Nothing of it is an order or a fact before somebody rings it up.
    expect(guests.box.store.queries.queue(null).orders).toEqual([]);
    expect((await guests.resume(draft?.draft_id)).status).toBe(200);
    expect(await guests.state(token)).toMatchObject({ status: "RESUMED", waits_s: 0 });
    expect(await guests.held()).toEqual([]);
  });

  test("follows the order that the cashier made of it: its number on the board, paid, ready, and picked up", async () => {
    const { token } = GuestDraft.parse((await guests.hold()).json);
    const guest_draft_id = (await guests.held())[0]?.draft_id;
    const call = (path: string, body: object) =>
      guests.box.call("POST", path, body, { token: guests.till, headers: { "idempotency-key": newKey() } });
    const sale = { store_id: "main-street", items: TICKET.items, fulfillment_type: "IN_STORE", payment_method: "AT_STORE" };
    // One that nobody has resumed is nobody's order.
    expect((await call("/v1/orders", { ...sale, guest_draft_id, expected_total_cents: 500 })).status).toBe(201);
    expect(await guests.state(token)).toMatchObject({ status: "WAITING", order: null });
    await guests.resume(guest_draft_id);
    expect(await guests.state(token)).toMatchObject({ status: "RESUMED", order: null });
    const { json } = await call("/v1/orders", { ...sale, guest_draft_id, expected_total_cents: 500 });
    const { order_id, ticket_number } = json as { order_id: string; ticket_number: string };
    expect(await guests.state(token)).toMatchObject({ number: "S1", order: { ticket_number, status: "PLACED", is_paid: false } });
    expect((await call(`/v1/orders/${order_id}/tenders`, { method: "CASH" })).status).toBe(201);
    expect(await guests.state(token)).toMatchObject({ order: { ticket_number, is_paid: true } });
    await guests.restart();
    for (const [from, to] of [
      ["PLACED", "IN_PROGRESS"],
      ["IN_PROGRESS", "READY"],
    ]) {
      await call(`/v1/orders/${order_id}/transition`, { expected_status: from, to_status: to });
      expect(await guests.state(token)).toMatchObject({ status: "RESUMED", order: { ticket_number, status: to } });
    }
  });

  test("follows it also where the cashier has put the ticket back on hold, and taken it off again", async () => {
    const { token, number } = GuestDraft.parse((await guests.hold()).json);
    const id = (await guests.held())[0]?.draft_id;
    await guests.resume(id);
    const call = (path: string, body: object) =>
      guests.box.call("POST", path, body, { token: guests.till, headers: { "idempotency-key": newKey() } });
    const held = await call("/v1/drafts", { ...TICKET, guest_draft_id: id });
    expect(held.json).toMatchObject({ guest_number: number, guest_draft_id: id, customer_name: null });
    expect(await guests.state(token)).toMatchObject({ status: "RESUMED", order: null });
    const again = await guests.resume(held.json.draft_id);
    expect(again.json).toMatchObject({ guest_number: number, guest_draft_id: id });
    const sale = { store_id: "main-street", items: TICKET.items, fulfillment_type: "IN_STORE", payment_method: "AT_STORE" };
    const { json } = await call("/v1/orders", { ...sale, guest_draft_id: again.json.guest_draft_id, expected_total_cents: 500 });
    expect(await guests.state(token)).toMatchObject({ number, order: { ticket_number: json.ticket_number, status: "PLACED" } });
    // One that no phone holds is the counter's own.
    expect((await call("/v1/drafts", { ...TICKET, guest_draft_id: newId() })).json.guest_number).toBeUndefined();
  });

  test("a double tap and a lost response make one ticket; the same key for another one is refused", async () => {
    const headers = { "idempotency-key": newKey() };
    const [first, second] = await Promise.all([guests.hold({ headers }), guests.hold({ headers })]);
    expect(second.text).toBe(first.text);
    expect([first.headers["idempotency-replayed"], second.headers["idempotency-replayed"]].sort()).toEqual(["true", undefined]);
    expect(await guests.held()).toHaveLength(1);
    const other = { ...TICKET, fulfillment_type: "PICKUP" };
    expect((await guests.hold({ headers, body: other })).json.code).toBe("idempotency.key_reused");
    // Also when the ticket is over meanwhile, and when the box was off.
    await guests.resume((await guests.held())[0]?.draft_id);
    await guests.restart();
    expect((await guests.hold({ headers })).text).toBe(first.text);
    expect(await guests.held()).toEqual([]);
  });

  test("is resumed by one of two tills, and thrown away for good", async () => {
    const other = await guests.box.signIn((await guests.box.pair("pos")).token, "manager");
    const { token } = GuestDraft.parse((await guests.hold()).json);
    const id = (await guests.held())[0]?.draft_id;
    const both = await Promise.all([guests.resume(id), guests.resume(id, other)]);
    expect(both.map(({ status }) => status)).toEqual([200, 409]);
    expect(await guests.state(token)).toMatchObject({ status: "RESUMED" });
    const thrown = GuestDraft.parse((await guests.hold()).json);
    expect(
      (await guests.box.call("POST", `/v1/drafts/${(await guests.held())[0]?.draft_id}/discard`, {}, { token: guests.till })).status,
    ).toBe(204);
    expect(await guests.state(thrown.token)).toMatchObject({ status: "OVER" });
  });

  test("takes the ticket back, which makes room for another", async () => {
    const { token } = GuestDraft.parse((await guests.hold()).json);
    const back = () => guests.phone("POST", "/v1/guest/draft/withdraw", { body: {}, headers: { authorization: `Bearer ${token}` } });
    expect((await back()).json).toMatchObject({ status: "OVER", number: "S1" });
    expect((await back()).json).toMatchObject({ status: "OVER" });
    expect(await guests.held()).toEqual([]);
    const taken = GuestDraft.parse((await guests.hold()).json);
    await guests.resume((await guests.held())[0]?.draft_id);
    const late = await guests.phone("POST", "/v1/guest/draft/withdraw", { body: {}, headers: { authorization: `Bearer ${taken.token}` } });
    expect(late.json).toMatchObject({ status: "RESUMED" });
  });

  test("hears of what is sold out, and of prices that have changed, at the till", async () => {
    const { draft_id } = (await guests.hold().then(guests.held))[0] ?? {};
    await guests.box.call("PATCH", "/v1/stores/main-street/items/espresso", { is_available: false }, { token: guests.till });
    expect((await guests.hold()).json).toMatchObject({ code: "item.sold_out" });
    expect((await guests.phone("POST", "/v1/guest/quote", { body: TICKET })).json.code).toBe("item.sold_out");
    expect((await guests.resume(draft_id)).status).toBe(200);
    const quote = { store_id: "main-street", items: TICKET.items };
    expect((await guests.box.call("POST", "/v1/orders/quote", quote, { token: guests.till })).json.code).toBe("item.sold_out");
  });
});

describe("the hours of the store and of what it sells", () => {
  const at = (item: string) => ({ body: { ...TICKET, items: [{ item_id: item, qty: 1 }] } });
  const publish = async () => {
    const { menu } = guests.box.store.queries.menu() ?? {};
    if (!menu) throw new Error("no menu");
    const spans = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "17:00", close: "18:00" }));
    const dayparts = [{ daypart_id: "evening", name: "Evening", spans }];
    const items = menu.items.map((item) => (item.item_id === "croissant" ? { ...item, daypart_ids: ["evening"] } : item));
    const document = { ...menu, version: menu.version + 1, dayparts, items };
    await guests.box.store.sync.down.applyDocuments([{ kind: "menu", version: document.version, document }], null);
  };

  test("count for a phone as for the app, and for nothing where the box has lost the time", async () => {
    await publish();
    await guests.box.publish({ hours: [] });
    // A cashier looks at each ticket anyway, and sees what time it is.
    expect((await guests.phone("GET", "/v1/guest/store")).json).toMatchObject({ is_open: true });
    expect((await guests.hold(at("croissant"))).status).toBe(201);
    guests.box.store.time.trust(guests.box.clock.now());
    expect((await guests.phone("GET", "/v1/guest/store")).json).toMatchObject({ is_open: false });
    expect((await guests.hold()).json.code).toBe("store.closed");
    await guests.box.publish({ hours: [{ weekday: 1, open: "08:00", close: "20:00" }] });
    const later = MenuResponse.parse((await guests.phone("GET", "/v1/guest/menu")).json).items.find((one) => one.item_id === "croissant");
    expect(later?.sold_next_at).toBe("2026-05-04T15:00:00.000Z");
    expect((await guests.hold(at("croissant"))).json.code).toBe("item.not_now");
    expect((await guests.phone("POST", "/v1/guest/quote", at("croissant"))).json.code).toBe("item.not_now");
    expect((await guests.hold()).status).toBe(201);
    const etag = (await guests.phone("GET", "/v1/guest/menu")).headers.etag as string;
    expect((await guests.phone("GET", "/v1/guest/menu", { headers: { "if-none-match": etag } })).status).toBe(304);
    guests.box.clock.advance(7 * 3_600_000);
    expect((await guests.phone("GET", "/v1/guest/menu", { headers: { "if-none-match": etag } })).status).toBe(200);
    expect((await guests.hold(at("croissant"))).status).toBe(201);
  });
});

describe("a ticket of a phone ends by itself", () => {
  test("after half an hour, whatever the store's time becomes meanwhile", async () => {
    const { token } = GuestDraft.parse((await guests.hold()).json);
    // The box, which was never told the time, is told that it is three hours later: the guest has waited no longer for that.
    guests.box.store.time.trust(guests.box.clock.now() + 3 * 3_600_000);
    guests.box.timers.advance(HALF_AN_HOUR_MS - 1);
    await guests.settled();
    expect(await guests.state(token)).toMatchObject({ status: "WAITING", waits_s: 1 });
    guests.box.timers.advance(1);
    await guests.settled();
    expect(await guests.state(token)).toMatchObject({ status: "OVER", waits_s: 0 });
    expect(await guests.held()).toEqual([]);
  });

  test("also where the box was off for a while, and once: a till that has it keeps it", async () => {
    const kept = GuestDraft.parse((await guests.hold()).json);
    await guests.resume((await guests.held())[0]?.draft_id);
    const { token } = GuestDraft.parse((await guests.hold()).json);
    const id = (await guests.held())[0]?.draft_id;
    await guests.restart(10 * 60_000);
    expect(await guests.state(token)).toMatchObject({ status: "WAITING", waits_s: 1200 });
    await guests.restart(20 * 60_000);
    await guests.settled();
    expect(await guests.state(token)).toMatchObject({ status: "OVER" });
    expect((await guests.resume(id)).json.code).toBe("draft.not_found");
    expect(await guests.state(kept.token)).toMatchObject({ status: "RESUMED" });
  });

  test("never later than half an hour after a start that has lost the time", async () => {
    const { token } = GuestDraft.parse((await guests.hold()).json);
    await guests.restart(-400 * 24 * 3_600_000);
    expect(await guests.state(token)).toMatchObject({ status: "WAITING", waits_s: 1800 });
    guests.box.timers.advance(HALF_AN_HOUR_MS);
    await guests.settled();
    expect(await guests.state(token)).toMatchObject({ status: "OVER" });
  });

  test("is not resumed once its time is over, also where no timer has ended it yet", async () => {
    await guests.hold();
    const id = (await guests.held())[0]?.draft_id;
    guests.box.clock.advance(HALF_AN_HOUR_MS);
    expect((await guests.resume(id)).json.code).toBe("draft.not_found");
  });
});

describe("how many tickets wait", () => {
  test("three of one address, twenty in all; the counter's own have a limit of their own", async () => {
    const said = await Promise.all([1, 2, 3].map(() => guests.hold()));
    expect(said.map(({ status }) => status)).toEqual([201, 201, 201]);
    const fourth = await guests.hold();
    expect([fourth.status, fourth.json.code]).toEqual([409, "draft.too_many_yours"]);
    // Whatever it says of where it comes from.
    for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"]) {
      expect((await guests.hold({ headers: { [name]: "203.0.113.9" } })).json.code).toBe("draft.too_many_yours");
    }
    for (let n = 3; n < 20; n++) expect((await guests.hold(fromPhone(n))).status).toBe(201);
    const last = await guests.hold({ from: "127.0.0.99" });
    expect([last.status, last.json.code]).toEqual([409, "draft.too_many_guests"]);
    expect((await guests.phone("GET", "/v1/guest/store")).json).toMatchObject({ is_full: true });
    expect(new Set((await guests.held()).map(({ guest_number }) => guest_number)).size).toBe(20);
    const own = await guests.box.call("POST", "/v1/drafts", TICKET, { token: guests.till, headers: { "idempotency-key": "own" } });
    expect(own.status).toBe(201);
    expect(own.json.guest_number).toBeUndefined();
    // Half an hour later there is room again.
    guests.box.timers.advance(HALF_AN_HOUR_MS);
    expect((await guests.hold()).status).toBe(201);
  });

  test("so many tries a minute, and no more", async () => {
    const tries: (string | undefined)[] = [];
    for (let n = 0; n < 13; n++)
      tries.push((await guests.hold({ body: { ...TICKET, items: [{ item_id: "nowhere", qty: 1 }] } })).json.code);
    expect(tries).toEqual([...Array(12).fill("item.unknown"), "request.rate_limited"]);
    expect((await guests.hold({ from: "127.0.0.77" })).status).toBe(201);
    guests.box.clock.advance(60_000);
    expect((await guests.hold()).status).toBe(201);
  });

  test("every request counts, also one that is refused", async () => {
    const asked = await Promise.all(
      Array.from({ length: 30 }, () => Array.from({ length: 20 }))
        .flat()
        .map(() => ask()),
    );
    expect(new Set(asked)).toEqual(new Set([404]));
    expect(await ask()).toBe(429);
    function ask(): Promise<number> {
      return Promise.resolve(guests.phone("GET", "/nowhere")).then(({ status }) => status);
    }
  });
});

test("without the setting there is no page, and the sheet says none; the port may be taken, and the store sells on", async () => {
  const off = await openTestBox();
  const token = (await off.pair("pos")).token;
  expect(off.guestUrl()).toBeNull();
  expect((await off.call("GET", "/v1/guest-sheet", undefined, { token })).json).toMatchObject({ links: [], fault: null });
  await off.stop();
  const taken = await openTestBox({ guest: { port: Number(new URL(guests.url()).port) } });
  const sheet = await taken.call("GET", "/v1/guest-sheet", undefined, { token: (await taken.pair("pos")).token });
  expect(sheet.json).toMatchObject({ fault: expect.stringContaining("CREMA_GUEST_PORT") });
  expect((await taken.place((await taken.pair("pos")).token)).status).toBe(201);
  await guests.stop();
  taken.timers.advance(30_000);
  await expect.poll(() => taken.guestUrl()).not.toBeNull();
  await taken.stop();
});
