/** Whoever was taken out of an order is told of it no more, whatever said first that they were erased, and whosever the order has become. */
import { randomUUID } from "node:crypto";
import { ok } from "@crema/shared/domain/kernel/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "../cloud-node.test-fixture.ts";
import { carryOutTombstones } from "../erasure/erasure-job.ts";
import { noteErased } from "../erasure/note-erased.ts";
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

async function order(email: string) {
  const { order } = await cloud.place(box.storeId, { changes: { customer_name: "Otto", contact: { email, phone: "+4915112345678" } } });
  return order;
}

const found = async (email: string): Promise<string[]> => {
  const { json } = await cloud.call("POST", "/v1/admin/customers/search", { token: owner, body: { email } });
  return json.guest_orders.map(({ order_id }: { order_id: string }) => order_id);
};

async function erase(path: string, body: object = {}) {
  const asked = await cloud.call("POST", path, { token: owner, body });
  return { asked, done: await cloud.call("POST", path, { token: owner, body: { ...body, confirmation: asked.json.confirmation } }) };
}

const eraseGuest = (orderId: string) => erase("/v1/admin/guest-orders/erasure", { order_ids: [orderId] });

/** The contacts of an order as they are now, to be put back. */
async function contactsOf(orderId: string): Promise<() => Promise<void>> {
  const { pool } = cloud.database;
  const { rows } = await pool.query("SELECT row_to_json(c)::text AS row FROM order_contacts c WHERE order_id = $1", [orderId]);
  return async () => {
    await pool.query("INSERT INTO order_contacts SELECT * FROM json_populate_record(NULL::order_contacts, $1::json)", [rows[0].row]);
  };
}

/** The longest address that there is. */
const longest = () => {
  const domain = `${"example.".repeat(22)}org`;
  return `${randomUUID()}${"o".repeat(64 - 36)}@${domain}`;
};

describe("[P13] an open order of a guest", () => {
  test("keeps no contact, where a disk said before the register that its guest was erased", async () => {
    const { database, node } = cloud;
    const email = longest();
    const { order_id } = await order(email);
    const putContactsBack = await contactsOf(order_id);
    expect((await eraseGuest(order_id)).done.status).toBe(200);
    for (const [table, column] of [
      ["erased_users", "user_id"],
      ["erased_orders", "order_id"],
    ])
      await database.pool.query(`DELETE FROM ${table} WHERE ${column} = $1`, [order_id]);
    await putContactsBack();
    expect(await found(email)).toEqual([order_id]);
    const handedIn = await node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      await unit.loadOrders(box.storeId, [order_id]);
      await noteErased(unit, box.storeId, [order_id], null);
      return ok(null);
    });
    must(handedIn);
    expect(await found(email)).toEqual([]);
    // A disk's word that came in before a disk's word took the contacts along.
    await putContactsBack();
    await carryOutTombstones(node);
    expect(await found(email)).toEqual([]);
  });

  test("that has gone into an account is said to be in one, is on its page, and what it subscribed since goes with the account", async () => {
    const { pool } = cloud.database;
    const maya = await cloud.customer(owner, `${randomUUID()}@example.org`);
    const { order_id, access_token } = await order(`${randomUUID()}@example.org`);
    await cloud.call("POST", `/v1/orders/${order_id}/adopt`, { token: maya.token, body: { access_token } });
    expect((await eraseGuest(order_id)).asked.json).toMatchObject({ orders: 1, in_accounts: 1 });
    const page = await cloud.call("GET", `/v1/admin/customers/${maya.user_id}`, { token: owner });
    expect(page.json.audit).toMatchObject([{ action: "ERASED", by: "OPERATOR" }]);
    await pool.query(
      `INSERT INTO push_subscriptions (subscription_id, endpoint_index, sealed, store_id, order_id, created_at, expires_at)
       VALUES ($1, $2, 'v1.k1.x.y', $3, $4, now(), now() + interval '1 day')`,
      [randomUUID(), randomUUID(), box.storeId, order_id],
    );
    expect((await erase(`/v1/admin/customers/${maya.user_id}/erasure`)).done.status).toBe(200);
    expect((await pool.query("SELECT FROM push_subscriptions WHERE order_id = $1", [order_id])).rowCount).toBe(0);
  });
});
