import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { MESSAGE_PURPOSE } from "../auth/contact-cipher.ts";
import { espressos, orderNow } from "../cloud-node.test-fixture.ts";
import { suppress } from "../db/messages.ts";
import { contacts } from "../jobs/told.test-fixture.ts";
import type { OutgoingMessage } from "../messages/channel.ts";
import { sealedMessage } from "../messages/sealed-message.ts";
import { accepted, step } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
const mails: OutgoingMessage<string>[] = [];

beforeAll(async () => {
  const email = { send: async (message: OutgoingMessage<string>) => ({ outcome: "TAKEN" as const, _: mails.push(message) }) };
  cloud = await TestCloud.open({ channels: { push: null, email, sms: null } });
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

const place = async (contact: unknown, headers: Record<string, string> = {}) =>
  cloud.call("POST", "/v1/orders", {
    body: { ...espressos(box.storeId), contact },
    headers: { "idempotency-key": randomUUID(), ...headers },
  });

/** The service's own jobs send. */
async function mailTo(to: string, count = 1): Promise<OutgoingMessage<string>[]> {
  const found = () => mails.filter((mail) => mail.to === to);
  await vi.waitFor(() => expect(found().length).toBeGreaterThanOrEqual(count), { timeout: 20_000, interval: 20 });
  return found();
}

const LONG = "x".repeat(10_000);

test.each([
  [{ email: `${LONG}@example.org` }, "/contact/email"],
  [{ email: "bo@example.org, eve@example.org" }, "/contact/email"],
  [{ email: "bo@example.org\r\nbcc: eve@example.org" }, "/contact/email"],
  [{ email: "Bo <bo@example.org>" }, "/contact/email"],
  [{ phone: `+49${"1".repeat(10_000)}` }, "/contact/phone"],
  [{ phone: "0151 23456789" }, "/contact/phone"],
  [{ phone: "+0151234567" }, "/contact/phone"],
  [{ language: "fr" }, "/contact/language"],
])("[N8] a contact that is none is refused, and not repeated: %#", async (contact, field) => {
  const refused = await place(contact);
  expect([refused.status, refused.json.code, refused.json.fields[0].field]).toEqual([422, "request.invalid", field]);
  expect(refused.text).not.toMatch(/xxxx|1111|eve@|bo@/);
});

test("[N5] a guest is written to in the language of their browser; [N7] no response has the address", async () => {
  const placed = await place({ email: "Klara@example.org", phone: null }, { "accept-language": "fr, de-AT;q=0.9, en;q=0.5" });
  expect([placed.status, placed.text.toLowerCase().includes("klara")]).toEqual([201, false]);
  const order = placed.json;
  await box.receive();
  await box.send(accepted(box, await orderNow(cloud.node, order.order_id)));
  await box.send(step(box, order.order_id, "order.cancelled", 2, "PLACED"));
  const [mail] = await mailTo("Klara@example.org");
  expect(mail?.title).toContain("storniert");
});

test("the same key with another contact is another request", async () => {
  const key = randomUUID();
  expect((await place({ email: "one@example.org" }, { "idempotency-key": key })).status).toBe(201);
  expect((await place({ email: "ONE@example.org" }, { "idempotency-key": key })).status).toBe(201);
  expect((await place({ email: "two@example.org" }, { "idempotency-key": key })).json.code).toBe("idempotency.key_reused");
});

test("[N6] opening the unsubscribe link changes nothing, one click does, and it can be undone", async () => {
  const placed = (await place({ email: "dora@example.org" })).json;
  await box.receive();
  await box.send(accepted(box, await orderNow(cloud.node, placed.order_id)));
  await box.send(step(box, placed.order_id, "order.cancelled", 2, "PLACED"));
  const [mail] = await mailTo("dora@example.org");
  const url = new URL(mail?.unsubscribe_url ?? "");
  const path = url.pathname + url.search;
  expect(path).not.toContain("dora");
  const suppressed = async () => (await cloud.database.pool.query("SELECT why FROM suppressions")).rows.map(({ why }) => why);
  const shown = await cloud.call("GET", path, { headers: { "accept-language": "de" } });
  expect([shown.status, shown.text.includes("Keine Mails mehr"), await suppressed()]).toEqual([200, true, []]);
  expect(shown.headers.get("referrer-policy")).toBe("no-referrer");
  const oneClick = { body: "List-Unsubscribe=One-Click", headers: { "content-type": "application/x-www-form-urlencoded" } };
  expect([(await cloud.call("POST", path, oneClick)).status, await suppressed()]).toEqual([200, ["UNSUBSCRIBED"]]);
  expect([(await cloud.call("POST", path, oneClick)).status, await suppressed()]).toEqual([200, ["UNSUBSCRIBED"]]);
  expect([(await cloud.call("POST", `${path.slice(0, -1)}_`, oneClick)).status, await suppressed()]).toEqual([404, ["UNSUBSCRIBED"]]);
  expect([(await cloud.call("POST", `${path}&undo=1`, oneClick)).status, await suppressed()]).toEqual([200, []]);
});

test("a customer's preferences: defaults, changed, and mails that are wanted again", async () => {
  const ana = await cloud.customer(owner, "ana.prefers@example.org");
  const { pool } = cloud.database;
  await pool.query("UPDATE users SET email_proved_at = $2 WHERE user_id = $1", [ana.user_id, iso(cloud.node.time.ms)]);
  const read = async () => (await cloud.call("GET", "/v1/me/preferences", { token: ana.token })).json;
  expect(await read()).toMatchObject({
    language: null,
    phone: null,
    topics: { email: ["PROBLEMS"] },
    suppressed: { email: null, sms: null },
  });
  await pool.query("INSERT INTO suppressions SELECT 'email', email_index, 'UNSUBSCRIBED', now() FROM users WHERE user_id = $1", [
    ana.user_id,
  ]);
  expect((await read()).suppressed.email).toBe("UNSUBSCRIBED");
  const topics = { push: [], email: ["PROGRESS", "RECEIPTS"], sms: [] };
  const save = (more: object) =>
    cloud.call("PUT", "/v1/me/preferences", { token: ana.token, body: { language: "es", phone: "+49 (151) 234-56789", topics, ...more } });
  for (const why of ["BOUNCED", "UNSUBSCRIBED"]) {
    await pool.query("UPDATE suppressions SET why = $1", [why]);
    // A language or a topic is no wish to be written to again.
    expect((await save({})).json.suppressed.email).toBe(why);
  }
  const put = await save({ mails_again: true });
  expect(put.json).toEqual({ language: "es", phone: "+4915123456789", topics, suppressed: { email: null, sms: null } });
  const { rows } = await pool.query("SELECT phone_ciphertext FROM users WHERE user_id = $1", [ana.user_id]);
  expect(rows[0].phone_ciphertext).toMatch(/^v1\.k1\./);
  const { order } = await cloud.place(box.storeId, { token: ana.token });
  await box.receive();
  await box.send(accepted(box, await orderNow(cloud.node, order.order_id)));
  const [mail] = await mailTo("ana.prefers@example.org");
  expect([mail?.title, mail?.url]).toEqual(["Main Street, pedido A1: aceptado", `https://crema.example/app/orders/${order.order_id}`]);
});

test("a receipt goes by mail, once for an order as it stands, and not to somebody who has unsubscribed", async () => {
  const { order, token } = await cloud.place(box.storeId);
  const path = `/v1/orders/${order.order_id}/receipt-mail`;
  expect((await cloud.call("POST", path, { token, body: {} })).json.code).toBe("message.no_address");
  const ask = (email: string) => cloud.call("POST", path, { token, body: { email } });
  expect([(await ask("r@example.org")).status, (await ask("R@example.org")).status]).toEqual([202, 202]);
  const [mail] = await mailTo("r@example.org");
  expect(mail?.text).toContain("2 x espresso");
  expect(mail?.text).toMatch(/Total EUR +5\.00/);
  const index = new URL(mail?.unsubscribe_url ?? "").searchParams.get("token")?.split(".")[1] ?? "";
  await cloud.service.commands.stopMails(index, false);
  expect((await ask("r@example.org")).status).toBe(202);
  for (let n = 0; n < 4; n++) expect((await ask(`r${n}@example.org`)).status).toBe(202);
  expect((await ask("r9@example.org")).json.code).toBe("request.rate_limited");
  await mailTo("r3@example.org");
  const times = (to: string) => mails.filter((one) => one.to.toLowerCase() === to).length;
  expect(times("r@example.org")).toBe(1);
  // Asked for again: one that is lost in a mailbox, and one that a provider did not take.
  const { pool } = cloud.database;
  await pool.query("UPDATE messages SET created_at = created_at - interval '2 hours' WHERE order_id = $1 AND kind = 'RECEIPT'", [
    order.order_id,
  ]);
  expect([(await ask("r3@example.org")).status, (await ask("r3@example.org")).status]).toEqual([202, 202]);
  await mailTo("r3@example.org", 2);
  const r2 = (await mailTo("r2@example.org"))[0]?.message_id;
  await pool.query("UPDATE messages SET state = 'DEAD' WHERE message_id = $1", [r2]);
  expect((await ask("r2@example.org")).status).toBe(202);
  const [, again] = await mailTo("r2@example.org", 2);
  expect([times("r3@example.org"), again?.message_id === r2]).toEqual([2, false]);
  await pool.query("DELETE FROM messages WHERE message_id = $1", [r2]);
  expect((await cloud.call("POST", path, { token: (await cloud.place(box.storeId)).token, body: {} })).status).toBe(404);
});

test("headquarters sees what failed at its stores, without whom it was for; the figures say what waits", async () => {
  await cloud.database.pool.query(
    `INSERT INTO messages (message_id, store_id, order_id, kind, channel, contact_index, sealed, state, tries, due_at, expires_at, created_at, settled_at, failure)
     VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'CANCELLED', 'email', 'whose-index', 'v1.k1.x.y', 'DEAD', 3, now(), now(), now(), now(), '550')`,
    [box.storeId],
  );
  const list = await cloud.call("GET", "/v1/admin/failed-messages", { token: owner });
  expect(list.json.messages).toMatchObject([{ kind: "CANCELLED", channel: "email", failure: "550", tries: 3, store_id: box.storeId }]);
  expect(list.text).not.toMatch(/whose-index|v1\.k1/);
  const elsewhere = await cloud.operator("hq", ["another"]);
  expect((await cloud.call("GET", "/v1/admin/failed-messages", { token: elsewhere })).json.messages).toEqual([]);
  const [{ message_id }] = list.json.messages;
  expect((await cloud.call("POST", `/v1/admin/failed-messages/${message_id}/let-be`, { token: elsewhere, body: {} })).status).toBe(404);
  expect((await cloud.call("POST", `/v1/admin/failed-messages/${message_id}/let-be`, { token: owner, body: {} })).status).toBe(200);
  expect((await cloud.call("GET", "/metrics", { token: owner })).text).toMatch(/crema_messages_waiting\{channel="email"\} 0/);
  expect((await cloud.call("GET", "/v1/message-channels")).json).toEqual({ push: false, email: true, sms: false });
});

test("[N4] how the recipient of one that failed can be reached is shown on demand, to owners and headquarters, and is written down", async () => {
  const { json: order } = await place({ email: "otto@example.org", phone: "+4915112345678" });
  const sealed = contacts.seal(
    MESSAGE_PURPOSE,
    sealedMessage({ to: "otto-2@example.org", title: "x", text: "x", url: null, unsubscribe_url: null }),
  );
  const messageId = randomUUID();
  await cloud.database.pool.query(
    `INSERT INTO messages (message_id, store_id, order_id, kind, channel, sealed, state, tries, due_at, expires_at, created_at, settled_at)
     VALUES ($1, $2, $3, 'CANCELLED', 'email', $4, 'DEAD', 1, now(), now(), now(), now())`,
    [messageId, box.storeId, order.order_id, sealed],
  );
  const show = async (token: string, id = messageId) =>
    (await cloud.call("POST", `/v1/admin/failed-messages/${id}/recipient`, { token, body: {} })).json;
  expect(await show(owner)).toEqual({ email: "otto-2@example.org", phone: "+4915112345678" });
  expect(await show(await cloud.operator("it"))).toMatchObject({ status: 403 });
  expect(await show(await cloud.operator("hq", ["another"]))).toMatchObject({ code: "message.not_found" });
  expect(await show(owner, randomUUID())).toMatchObject({ code: "message.not_found" });
  const { lines } = (await cloud.call("GET", "/v1/admin/customer-audit", { token: owner })).json;
  expect(lines).toMatchObject([{ action: "CONTACT_SHOWN", subject: "ORDER", subject_id: order.order_id, operator_name: "owner" }]);
});

test("[N6] whoever placed an order is told by which ways they hear of it, and where nothing is sent any more", async () => {
  const email = `${randomUUID()}@example.org`;
  const { json: order } = await place({ email, phone: "+4915112345678" });
  const toldBy = async (token: string) => (await cloud.call("GET", `/v1/orders/${order.order_id}/told-by`, { token })).json;
  // Nobody sends text messages here.
  const ways = { ready: ["email"], problems: ["email"], ended: { email: null, sms: null } };
  expect(await toldBy(order.access_token)).toEqual(ways);
  const { rows } = await cloud.database.pool.query("SELECT email_index FROM order_contacts WHERE order_id = $1", [order.order_id]);
  const contactIndex = rows[0].email_index as string;
  await suppress(cloud.database.pool, { channel: "email", contactIndex, why: "BOUNCED" }, iso(cloud.node.time.ms));
  expect(await toldBy(order.access_token)).toEqual({ ready: [], problems: [], ended: { email: "BOUNCED", sms: null } });
  const stranger = await place({ email });
  expect(await toldBy(stranger.json.access_token)).toMatchObject({ code: "order.not_found" });
  // By default a customer's mails are of problems alone.
  const own = `${randomUUID()}@example.org`;
  const { user_id, token } = await cloud.customer(owner, own);
  await cloud.database.pool.query("UPDATE users SET email_proved_at = now() WHERE user_id = $1", [user_id]);
  const placed = await cloud.place(box.storeId, { token });
  const path = `/v1/orders/${placed.order.order_id}/told-by`;
  expect((await cloud.call("GET", path, { token })).json).toMatchObject({ ready: [], problems: ["email"] });
});
