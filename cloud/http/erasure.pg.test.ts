/** A customer asks for what is held of them, and to be erased: found nowhere afterwards, whatever comes later. */
import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos } from "../cloud-node.test-fixture.ts";
import { applyErasures } from "../erasure/apply-erasures.ts";
import { foundIn } from "../erasure/found-in.test-fixture.ts";
import { accepted, step } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
beforeAll(async () => {
  // Mail waits, as when its server is away.
  cloud = await TestCloud.open({ mailer: { send: () => Promise.reject(new Error("the mail server is away")) } });
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

/** Where a person may stand in the database until it is gone by age, and nowhere else. */
const BY_AGE = ["store_inbox.command"];

interface Person {
  readonly name: string;
  readonly email: string;
  readonly user_id: string;
  readonly token: string;
}

async function person(): Promise<Person> {
  const name = `Zelda${randomUUID().slice(0, 8)}`;
  const email = `${name.toLowerCase()}@example.org`;
  const { user_id, token } = await cloud.customer(owner, email);
  await cloud.call("PUT", "/v1/me", { token, body: { first_name: name } });
  return { name, email, user_id, token };
}

const wordy = ({ name }: { name: string }) =>
  espressos(box.storeId, {
    customer_name: name,
    note: `${name} waits outside`,
    items: [{ item_id: "espresso", qty: 2, modifier_ids: [], note: `not hot, ${name}` }],
  });

async function order(who: { name: string; token?: string }, contact: object = { email: `left-by-${who.name}@example.org` }) {
  const placed = await cloud.call("POST", "/v1/orders", {
    ...(who.token ? { token: who.token } : {}),
    body: { ...wordy(who), contact },
    headers: { "idempotency-key": randomUUID() },
  });
  expect(placed.status).toBe(201);
  return placed.json as { order_id: string; access_token?: string };
}

/** The store took it, and has heard that it was confirmed. */
async function taken(orderId: string) {
  const at = await cloud.node.queries.order(orderId);
  if (!at) throw new Error("the order is not here");
  const event = accepted(box, at.order);
  await box.send(event);
  await box.receive();
  return event;
}

/** The store cancels it: nobody makes it any more. */
async function end(orderId: string): Promise<void> {
  const at = await cloud.node.queries.order(orderId);
  if (!at) throw new Error("the order is not here");
  await box.send(step(box, orderId, "order.cancelled", at.order.order_seq + 1, at.order.status));
}

async function erase(token: string, path = "/v1/me/erasure") {
  const first = await cloud.call("POST", path, { token, body: {} });
  expect([first.status, first.json.code]).toEqual([409, "customer.erasure_unconfirmed"]);
  return { orders: first.json.orders, reply: await cloud.call("POST", path, { token, body: { confirmation: first.json.confirmation } }) };
}

describe("[P2] a customer who erases themselves", () => {
  test("is found nowhere in the database, and their orders go on under their numbers", async () => {
    const zelda = await person();
    const own = await order(zelda);
    await taken(own.order_id);
    await end(own.order_id);
    const guests = await order({ name: zelda.name });
    await cloud.call("POST", `/v1/orders/${guests.order_id}/adopt`, { token: zelda.token, body: { access_token: guests.access_token } });
    await taken(guests.order_id);
    await end(guests.order_id);
    await cloud.call("POST", "/v1/sign-in/codes", { body: { email: zelda.email } });
    expect((await foundIn(cloud.database.pool, zelda.name)).length).toBeGreaterThan(5);

    const { orders, reply } = await erase(zelda.token);
    expect([orders, reply.status, reply.json.orders]).toEqual([2, 200, 2]);
    expect((await foundIn(cloud.database.pool, zelda.name, zelda.email)).filter((place) => !BY_AGE.includes(place))).toEqual([]);
    const index = await cloud.database.pool.query(
      "SELECT FROM mails UNION ALL SELECT FROM sign_in_codes UNION ALL SELECT FROM sessions WHERE user_id = $1",
      [zelda.user_id],
    );
    expect(index.rowCount).toBe(0);
    const left = await cloud.database.pool.query("SELECT FROM order_contacts WHERE order_id = ANY ($1::uuid[])", [
      [own.order_id, guests.order_id],
    ]);
    expect(left.rowCount).toBe(0);
    expect((await cloud.call("GET", "/v1/me", { token: zelda.token })).status).toBe(401);

    const [theirs, guest] = await Promise.all([own, guests].map(({ order_id }) => cloud.node.queries.order(order_id)));
    expect(theirs?.order).toMatchObject({ status: "CANCELLED", handoff: "CONFIRMED", customer_name: null, note: null, total_cents: 500 });
    expect(guest?.order).toMatchObject({ customer_name: null, user_id: zelda.user_id });
    const told = (await box.receive()).flatMap((command) => (command.kind === "customer.erased" ? command.order_ids : []));
    expect(told.toSorted()).toEqual([own.order_id, guests.order_id].toSorted());

    // The address is free again, and whoever signs up with it begins with nothing.
    const again = await cloud.customer(owner, zelda.email);
    expect(again.user_id).not.toBe(zelda.user_id);
    expect((await cloud.call("GET", "/v1/me/orders", { token: again.token })).json.orders).toEqual([]);
  });

  test("[P3] an event that the store says again, with the name, is the same event; a late one is stored without it, and the box is told again", async () => {
    const zelda = await person();
    const known = await order(zelda);
    const late = await order(zelda);
    const event = await taken(known.order_id);
    await end(known.order_id);
    const before = await cloud.node.queries.order(late.order_id);
    await erase(zelda.token);
    await box.receive();
    await box.send({ ...event, relogged: { epoch: 1, seq: 1, is_applied: true } });
    if (!before) throw new Error("the order is not here");
    await box.send(accepted(box, before.order));
    await end(late.order_id);
    await applyErasures(cloud.node);
    expect((await foundIn(cloud.database.pool, zelda.name)).filter((place) => !BY_AGE.includes(place))).toEqual([]);
    const changes = await cloud.node.queries.changesOf(known.order_id, 0);
    expect(changes.filter((change) => change.event.type === "order.accepted")).toHaveLength(1);
    expect((await cloud.node.queries.order(late.order_id))?.order).toMatchObject({ handoff: "CONFIRMED", customer_name: null });
    const told = (await box.receive()).filter((command) => command.kind === "customer.erased");
    expect(told).not.toEqual([]);
    for (const command of told) expect(command).toMatchObject({ order_ids: [late.order_id] });
  });

  test("[P4] asked twice at once, or again after the reply was lost, it is one erasure; a confirmation of somebody else's is none", async () => {
    const [zelda, bo] = [await person(), await person()];
    await order(zelda);
    const path = `/v1/admin/customers/${zelda.user_id}/erasure`;
    const { confirmation } = (await cloud.call("POST", path, { token: owner, body: {} })).json;
    const wrong = await cloud.call("POST", `/v1/admin/customers/${bo.user_id}/erasure`, { token: owner, body: { confirmation } });
    expect(wrong.json.code).toBe("customer.erasure_unconfirmed");
    const mine = await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: { confirmation } });
    expect(mine.json.code).toBe("customer.erasure_unconfirmed");
    const both = await Promise.all([1, 2].map(() => cloud.call("POST", path, { token: owner, body: { confirmation } })));
    const lost = await cloud.call("POST", path, { token: owner, body: { confirmation } });
    expect([...both, lost].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set([...both, lost].map(({ json }) => JSON.stringify(json))).size).toBe(1);
    const page = await cloud.call("GET", `/v1/admin/customers/${zelda.user_id}`, { token: owner });
    expect(page.json).toMatchObject({ customer: null, erased_at: lost.json.erased_at });
    expect(page.json.audit.map((line: { action: string }) => line.action)).toEqual(["ERASED"]);
  });

  test("[P5] an order placed at the same moment is either among those erased, or refused", async () => {
    const zelda = await person();
    const { confirmation } = (await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: {} })).json;
    const places = () =>
      cloud.call("POST", "/v1/orders", { token: zelda.token, body: wordy(zelda), headers: { "idempotency-key": randomUUID() } });
    // Three before it and three behind: some are placed first, and the others refused.
    const before = [places(), places(), places()];
    const erasure = cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: { confirmation } });
    const placed = await Promise.all([...before, places(), places(), places()]);
    const erased = await erasure;
    const made = placed.filter(({ status }) => status === 201).length;
    expect(placed.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual(Array(6 - made).fill(401));
    expect(erased.json.orders).toBe(made);
    // Whoever makes one that was placed before has its notes until it is over.
    for (const { status, json } of placed) {
      if (status !== 201) continue;
      await taken(json.order_id);
      await end(json.order_id);
    }
    await applyErasures(cloud.node);
    expect((await foundIn(cloud.database.pool, zelda.name)).filter((place) => !BY_AGE.includes(place))).toEqual([]);
  });

  test("[P6] nothing is erased while the register cannot be written", async () => {
    const zelda = await person();
    const { confirmation } = (await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: {} })).json;
    cloud.node.erasures.isAway = true;
    const away = await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: { confirmation } });
    cloud.node.erasures.isAway = false;
    expect([away.status, away.json.code]).toEqual([503, "customer.register_away"]);
    expect((await cloud.call("GET", "/v1/me", { token: zelda.token })).json.first_name).toBe(zelda.name);
  });
});

describe("[P7] everything that is held of a customer", () => {
  test("comes as one file, with orders, lines and what was paid, for themselves and for headquarters", async () => {
    const zelda = await person();
    const own = await order(zelda);
    const mine = await cloud.call("GET", "/v1/me/export", { token: zelda.token });
    expect(mine.headers.get("content-disposition")).toContain("attachment");
    expect(mine.json).toMatchObject({
      account: { email: zelda.email, first_name: zelda.name, registered_at: iso(cloud.node.time.ms) },
      sessions: [{ signed_in_at: iso(cloud.node.time.ms) }],
      orders: [
        {
          order_id: own.order_id,
          contact: { email: `left-by-${zelda.name}@example.org`, phone: null },
          name: zelda.name,
          note: `${zelda.name} waits outside`,
          lines: [{ qty: 2, note: `not hot, ${zelda.name}` }],
        },
      ],
    });
    const path = `/v1/admin/customers/${zelda.user_id}/export`;
    expect((await cloud.call("GET", path, { token: owner })).json).toEqual(mine.json);
    expect((await cloud.call("GET", path, { token: await cloud.operator("it") })).status).toBe(403);
    expect((await cloud.call("GET", path, { token: await cloud.operator("hq", [box.storeId]) })).json.code).toBe("auth.forbidden");
    expect((await cloud.call("GET", `/v1/admin/customers/${zelda.user_id}`, { token: owner })).json.audit).toMatchObject([
      { action: "EXPORTED" },
    ]);
  });

  test("has what was left with a guest's order only where it is the account's own proved address, and never the number", async () => {
    const zelda = await person();
    const phone = "+4915112345678";
    const own = await order(zelda, { email: "hers@example.org", phone });
    const friends = await order({ name: "Zoe" }, { email: "zoe@example.org", phone });
    const hers = await order({ name: zelda.name }, { email: zelda.email, phone });
    for (const { order_id, access_token } of [friends, hers])
      expect((await cloud.call("POST", `/v1/orders/${order_id}/adopt`, { token: zelda.token, body: { access_token } })).status).toBe(200);
    const contactsAt = async (path: string, token: string) => {
      const { orders } = (await cloud.call("GET", path, { token })).json as { orders: { order_id: string; contact: unknown }[] };
      return [own, friends, hers].map(({ order_id }) => orders.find((one) => one.order_id === order_id)?.contact);
    };
    const whole = { email: "hers@example.org", phone };
    expect(await contactsAt("/v1/me/export", zelda.token)).toEqual([whole, null, null]);
    await cloud.database.pool.query("UPDATE users SET email_proved_at = $2 WHERE user_id = $1", [zelda.user_id, iso(cloud.node.time.ms)]);
    const proved = [whole, null, { email: zelda.email, phone: null }];
    expect(await contactsAt("/v1/me/export", zelda.token)).toEqual(proved);
    expect(await contactsAt(`/v1/admin/customers/${zelda.user_id}/export`, owner)).toEqual(proved);
  });

  test("headquarters finds a customer by their address, whatever its case; an operator of other stores finds nobody", async () => {
    const zelda = await person();
    const search = (token: string, email: string) => cloud.call("POST", "/v1/admin/customers/search", { token, body: { email } });
    expect((await search(owner, zelda.email.toUpperCase())).json.customers).toMatchObject([{ user_id: zelda.user_id, email: zelda.email }]);
    const near = await cloud.operator("hq", [box.storeId]);
    expect((await search(near, zelda.email)).json.customers).toEqual([]);
    expect((await cloud.call("GET", `/v1/admin/customers/${zelda.user_id}`, { token: near })).json.code).toBe("customer.not_found");
    await order(zelda);
    expect((await search(near, zelda.email)).json.customers).toHaveLength(1);
    expect((await search(await cloud.operator("hq", ["s-elsewhere"]), zelda.email)).json.customers).toEqual([]);
    const huge = await search(owner, `${"a".repeat(10_000)}@example.org`);
    expect([huge.status, huge.json.code]).toEqual([422, "request.invalid"]);
  });
});

describe("[P8] an order that was placed as a guest", () => {
  test("is taken into the account of whoever holds its token, once and for all", async () => {
    const [zelda, bo] = [await person(), await person()];
    const guests = await order({ name: "Zoe" });
    const path = `/v1/orders/${guests.order_id}/adopt`;
    const body = { access_token: guests.access_token };
    const another = await order({ name: "Zoe" });
    expect((await cloud.call("POST", path, { token: bo.token, body: {} })).json.code).toBe("order.not_found");
    expect((await cloud.call("POST", path, { token: bo.token, body: { access_token: another.access_token } })).json.code).toBe(
      "order.not_found",
    );
    expect((await cloud.call("POST", path, { token: guests.access_token, body })).json.code).toBe("auth.required");
    for (let n = 0; n < 2; n++) expect((await cloud.call("POST", path, { token: zelda.token, body })).status).toBe(200);
    expect((await cloud.call("POST", path, { token: bo.token, body })).json.code).toBe("order.adopted");
    const mine = await cloud.call("GET", "/v1/me/orders", { token: zelda.token });
    expect(mine.json.orders).toMatchObject([{ order_id: guests.order_id }]);
    expect((await cloud.call("GET", `/v1/orders/${guests.order_id}`, { token: zelda.token })).status).toBe(200);
    expect((await cloud.call("GET", `/v1/orders/${guests.order_id}`, { token: bo.token })).status).toBe(404);
    // What the store says of it later leaves it where it is.
    await taken(guests.order_id);
    expect((await cloud.call("GET", "/v1/me/orders", { token: zelda.token })).json.orders).toHaveLength(1);
  });

  test("by a browser, which holds both cookies", async () => {
    const zelda = await person();
    const guests = await order({ name: "Zoe" });
    const cookie = `crema_order=${guests.access_token}; crema_session=${zelda.token}`;
    const path = `/v1/orders/${guests.order_id}/adopt`;
    const headers = { cookie, origin: "http://localhost", host: "localhost", "sec-fetch-site": "same-origin" };
    expect((await cloud.call("POST", path, { body: {}, headers })).status).toBe(200);
    expect((await cloud.call("GET", "/v1/me/orders", { token: zelda.token })).json.orders).toHaveLength(1);
  });
});
