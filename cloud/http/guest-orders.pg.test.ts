/** Guests, who have no account: headquarters finds their orders by the address that was left, and takes whoever placed them out of these. And who did what. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, placed } from "../cloud-node.test-fixture.ts";
import { applyErasures } from "../erasure/apply-erasures.ts";
import { sweep } from "../erasure/erasure-job.ts";
import { foundIn } from "../erasure/found-in.test-fixture.ts";
import { endOrder } from "../erasure/person.test-fixture.ts";
import { accepted, placedAt } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

const BY_AGE = ["store_inbox.command"];
const stillFound = async (...words: string[]) => (await foundIn(cloud.database.pool, ...words)).filter((place) => !BY_AGE.includes(place));

async function order(name: string, contact: object) {
  const { order } = await cloud.place(box.storeId, { changes: { customer_name: name, note: name, contact } });
  return order;
}

describe("[P13] orders of a guest", () => {
  const search = (email: string, token = owner) => cloud.call("POST", "/v1/admin/customers/search", { token, body: { email } });
  const exportOf = (email: string, token = owner) => cloud.call("POST", "/v1/admin/guest-orders/export", { token, body: { email } });
  const erase = (order_ids: string[], confirmation?: string, token = owner) =>
    cloud.call("POST", "/v1/admin/guest-orders/erasure", { token, body: { order_ids, ...(confirmation && { confirmation }) } });
  const ids = (found: { json: { guest_orders: { order_id: string }[] } }) => found.json.guest_orders.map(({ order_id }) => order_id);

  test("are found by the address that was left, come as a file, and lose whoever ordered; who did it is written down", async () => {
    const name = `Otto${randomUUID().slice(0, 8)}`;
    const email = `${name.toLowerCase()}@example.org`;
    const contact = { email, phone: "+4915112345678" };
    const [over, open] = [await order(name, contact), await order(name, contact)];
    await endOrder(cloud.node, over.order_id, box);
    const found = await search(email.toUpperCase());
    expect(found.json.guest_orders).toMatchObject([
      { order_id: open.order_id, name, status: "PLACED" },
      { order_id: over.order_id, name, status: "CANCELLED" },
    ]);
    const file = (await exportOf(email)).json;
    expect(file).toMatchObject({ email, orders: [{ order_id: open.order_id, name, contact: { email, phone: null } }, { name }] });

    const both = [over.order_id, open.order_id];
    const asked = await erase(both);
    expect([asked.json.code, asked.json.orders]).toEqual(["customer.erasure_unconfirmed", 2]);
    cloud.node.time.ms += 1_000;
    expect((await erase([over.order_id], asked.json.confirmation)).json.code).toBe("customer.erasure_unconfirmed");
    const done = await Promise.all([erase(both, asked.json.confirmation), erase(both.toReversed(), asked.json.confirmation)]);
    expect([...done, await erase(both)].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(ids(await search(email))).toEqual([]);
    expect((await exportOf(email)).json.code).toBe("customer.not_found");
    // Whoever makes the open one still has to know what its guest is allergic to.
    expect((await cloud.node.queries.order(open.order_id))?.order.customer_name).toBe(name);
    await endOrder(cloud.node, open.order_id, box);
    await applyErasures(cloud.node);
    expect(await stillFound(name, email)).toEqual([]);

    const { lines } = (await cloud.call("GET", "/v1/admin/customer-audit", { token: owner })).json;
    const about = lines.filter(({ subject_id }: { subject_id: string }) => subject_id === over.order_id);
    expect(about).toMatchObject([
      { action: "ERASED", by: "OPERATOR", operator_name: "owner", subject: "ORDER" },
      { action: "EXPORTED", operator_name: "owner" },
      { action: "FOUND" },
    ]);
  });

  test("are not found twice where they are in the account of that address, and not by an operator of other stores", async () => {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    const zelda = await cloud.customer(owner, email);
    const hers = await order("Zelda", { email });
    expect(ids(await search(email))).toEqual([hers.order_id]);
    expect(ids(await search(email, await cloud.operator("hq", ["s-elsewhere"])))).toEqual([]);
    const near = await cloud.operator("hq", [box.storeId]);
    expect(ids(await search(email, near))).toEqual([hers.order_id]);
    expect((await exportOf(email, near)).json.code).toBe("auth.forbidden");
    expect((await erase([hers.order_id], undefined, near)).json.code).toBe("auth.forbidden");
    expect((await cloud.call("GET", "/v1/admin/customer-audit", { token: near })).json.code).toBe("auth.forbidden");
    const body = { access_token: hers.access_token };
    await cloud.call("POST", `/v1/orders/${hers.order_id}/adopt`, { token: zelda.token, body });
    expect(ids(await search(email))).toEqual([]);
    expect((await erase([randomUUID()])).json.code).toBe("order.not_found");
  });

  test("stay erased: it is done again in a database that was put back, and what comes of an order that it has lost is stored without the name", async () => {
    const { node } = cloud;
    const { pool } = node.database;
    const keeping = { namesMs: 90 * 86_400_000, customersMs: null };
    const sweepAll = () => sweep({ ...node, keeping });
    const name = `Otto${randomUUID().slice(0, 8)}`;
    const [kept, lost] = [await placed(box, randomUUID(), { customer_name: name, note: name }), await placed(box, randomUUID())];
    const whole = { ...lost, customer_name: name, note: name };
    await endOrder(node, kept.order_id, box);
    const { rows } = await pool.query<{ state: string }>("SELECT state::text AS state FROM orders WHERE order_id = $1", [kept.order_id]);
    const operatorId = randomUUID();
    const first = await node.commands.eraseGuestOrders([kept.order_id, lost.order_id], null, operatorId);
    const confirmation = first.ok ? "" : String(first.refusal.extra?.confirmation);
    must(await node.commands.eraseGuestOrders([kept.order_id, lost.order_id], confirmation, operatorId));
    expect(await stillFound(name)).toEqual([]);
    // The database is put back to before it, and has lost one of the two.
    for (const table of ["erased_orders", "orders", "order_events", "order_keys", "order_lines"])
      await pool.query(`DELETE FROM ${table} WHERE order_id = $1`, [lost.order_id]);
    await pool.query("DELETE FROM erased_orders WHERE order_id = $1", [kept.order_id]);
    await pool.query("DELETE FROM erased_users WHERE user_id = ANY ($1)", [[kept.order_id, lost.order_id]]);
    await pool.query("UPDATE orders SET state = $2::json, without_person = false WHERE order_id = $1", [kept.order_id, rows[0]?.state]);
    expect(await stillFound(name)).not.toEqual([]);
    await sweepAll();
    expect(await stillFound(name)).toEqual([]);
    must(await box.send(accepted(box, whole), placedAt(box, whole)));
    expect(await stillFound(name)).not.toContain("quarantine.body");
    await sweepAll();
    expect(await stillFound(name)).toEqual([]);
  });
});

describe("[P2] an erasure that no operator asked for", () => {
  test("is in the audit log, with whose it was and by whom, and without a name", async () => {
    const zelda = await cloud.customer(owner, `${randomUUID().slice(0, 8)}@example.org`);
    // Of lines of one moment none is the latest.
    cloud.node.time.ms += 1_000;
    const { confirmation } = (await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: {} })).json;
    await cloud.call("POST", "/v1/me/erasure", { token: zelda.token, body: { confirmation } });
    const { lines, next_before } = (await cloud.call("GET", "/v1/admin/customer-audit?limit=1", { token: owner })).json;
    const line = {
      action: "ERASED",
      by: "CUSTOMER",
      operator_id: null,
      operator_name: null,
      subject_id: zelda.user_id,
      subject: "CUSTOMER",
    };
    expect([lines, next_before]).toMatchObject([[line], lines[0].entry_id]);
    expect((await cloud.call("GET", `/v1/admin/customer-audit?before=${next_before}`, { token: owner })).json.lines).not.toContainEqual(
      lines[0],
    );
    expect((await cloud.call("GET", `/v1/admin/customers/${zelda.user_id}`, { token: owner })).json.audit).toMatchObject([
      { action: "ERASED", by: "CUSTOMER" },
    ]);
  });
});
