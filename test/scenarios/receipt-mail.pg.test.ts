/** A receipt by e-mail that a guest asks for at the till: the cloud sends it, and the box keeps nothing of the address. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutgoingMessage } from "@crema/cloud/messages/channel";
import { expect, test } from "vitest";
import { World } from "../world/world.ts";

/** In whatever case it is stored. */
const ADDRESS = "Bo.Receipt@Example.org";
const isIn = (text: string) => text.toLowerCase().includes(ADDRESS.toLowerCase());

test("[N9] a till has a receipt mailed while it is online; the address is on no disk, in no log and in no response of the box", async () => {
  const mails: OutgoingMessage<string>[] = [];
  const logged: string[] = [];
  const email = { send: async (mail: OutgoingMessage<string>) => ({ outcome: "TAKEN" as const, _: mails.push(mail) }) };
  const world = await World.create({ channels: { push: null, email, sms: null }, onLogged: (line) => logged.push(line) });
  let left: string[] = [];
  try {
    const { till, box, line } = world.storeAt;
    const sold = await till.place();
    await till.serve(sold.order_id);
    const ask = (to: string, order = sold.order_id) => till.call<object>("POST", `/v1/orders/${order}/receipt-mail`, { email: to });
    const responses: unknown[] = [];
    const asked = async (to = ADDRESS) => {
      const reply = await ask(to);
      responses.push(reply);
      return [reply.status, reply.code];
    };

    line.set("reset");
    await world.until("offline", () => box.box.link.status().state !== "LIVE");
    expect(await asked()).toEqual([503, "receipt.cloud_away"]);
    line.calm();
    const isSent = () => box.box.store.tables.box.position().acked_seq === box.box.store.tables.box.position().head_seq;
    await world.until("sent", () => box.box.link.status().state === "LIVE" && isSent());

    expect(await asked()).toEqual([202, "ok"]);
    // Twice pressed is once asked.
    expect(await asked()).toEqual([202, "ok"]);
    await world.until("mailed", () => mails.length > 0);
    expect(mails).toMatchObject([{ to: ADDRESS, text: expect.stringMatching(/2 x .*espresso/i) }]);
    // An order of the counter has no page in the app.
    expect(mails[0]?.url).toBeNull();
    expect(mails[0]?.text).not.toContain("/app/orders/");
    // What has just been rung up is still on its way.
    line.set("blackhole");
    const { order_id } = await till.place();
    expect(await ask(ADDRESS, order_id)).toMatchObject({ status: 409, code: "receipt.not_sent_yet" });
    line.calm();
    await world.until("sent", isSent);
    expect(await ask(ADDRESS, order_id)).toMatchObject({ status: 202 });
    expect(await asked("no address")).toEqual([422, "request.invalid"]);
    expect(await ask(ADDRESS, box.box.store.context.newId())).toMatchObject({ status: 404, code: "order.not_found" });

    const disk = box.copyDisk();
    const files = readdirSync(disk, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.some(({ name }) => name === "crema.sqlite")).toBe(true);
    expect(files.filter((file) => isIn(readFileSync(join(file.parentPath, file.name), "latin1"))).map(({ name }) => name)).toEqual([]);
    expect(logged.some((text) => text.includes("receipt-mail"))).toBe(true);
    expect(logged.filter(isIn)).toEqual([]);
    expect(isIn(JSON.stringify(responses))).toBe(false);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});

test("[N9] where the cloud sends no mail the till is told so", async () => {
  const world = await World.create();
  let left: string[] = [];
  try {
    const { till, box } = world.storeAt;
    const sold = await till.place();
    const { tables } = box.box.store;
    await world.until("sent", () => tables.box.position().acked_seq === tables.box.position().head_seq);
    const reply = await till.call<object>("POST", `/v1/orders/${sold.order_id}/receipt-mail`, { email: ADDRESS });
    expect([reply.status, reply.code]).toEqual([503, "message.unavailable"]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});
