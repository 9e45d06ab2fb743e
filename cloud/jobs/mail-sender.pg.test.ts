import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createContactCipher } from "../auth/contact-cipher.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { putIntoMail } from "../mail/mail-rows.ts";
import type { Mail } from "../mail/mailer.ts";
import { sendMails } from "./mail-sender.ts";

const START = Date.parse("2026-05-04T08:00:00.000Z");
const LIVES_MS = 600_000;
const sealer = createContactCipher(
  { current: "k", keys: new Map([["k", Buffer.alloc(32, 3)]]), indexKey: Buffer.alloc(32, 4) },
  systemRandomBytes,
);
let database: TestDatabase;
let now: number;
let sent: Mail[];
let refuses: (mail: Mail) => boolean;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = START;
  sent = [];
  refuses = () => false;
  await database.database.pool.query("DELETE FROM mails");
});
afterAll(() => database.drop());

const run = (send?: (mail: Mail) => Promise<void>) =>
  sendMails({
    database: database.database,
    sealer,
    clock: { now: () => now, monotonic: () => now },
    mailer: {
      send:
        send ??
        (async (mail) => {
          if (refuses(mail)) throw new Error("away");
          sent.push(mail);
        }),
    },
  });
const waiting = async () => Number((await database.database.pool.query("SELECT count(*) AS n FROM mails")).rows[0].n);

async function put(to = "ana@example.org"): Promise<Mail> {
  const mail = { mail_id: randomUUID(), to, subject: "Code", text: "123456" };
  const client = await database.database.pool.connect();
  try {
    await putIntoMail(client, sealer, mail, { dueAt: iso(START), expiresAt: iso(START + LIVES_MS) });
  } finally {
    client.release();
  }
  return mail;
}

test("a mail goes once and leaves nothing behind", async () => {
  const mail = await put();
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  expect([sent, await waiting()]).toEqual([[mail], 0]);
});

test("one that is not taken is tried again, later each time, and keeps no other waiting", async () => {
  const [bad, good] = [await put("bad@example.org"), await put()];
  refuses = (mail) => mail.to === "bad@example.org";
  await expect(run()).rejects.toThrow("1 mails were not taken");
  expect(sent).toEqual([good]);
  expect(await run()).toBe(0);
  now += 2_000;
  await expect(run()).rejects.toThrow("not taken");
  now += 2_000;
  expect(await run()).toBe(0);
  refuses = () => false;
  now += 2_000;
  expect(await run()).toBe(1);
  expect(sent).toEqual([good, bad]);
});

test("one that has lost its use is given up", async () => {
  await put();
  now += LIVES_MS;
  expect([await run(), await waiting(), sent]).toEqual([0, 0, []]);
});

test("two nodes at once send each mail once; one that dies with a mail in its hand leaves it to the other", async () => {
  for (let n = 0; n < 5; n++) await put(`${n}@example.org`);
  const [one, two] = await Promise.all([run(), run()]);
  expect([one + two, new Set(sent.map((mail) => mail.mail_id)).size]).toEqual([5, 5]);
  const last = await put();
  let taken = () => {};
  const inHand = new Promise<void>((resolve) => {
    taken = resolve;
  });
  let die: (why: Error) => void = () => {};
  const dying = run(() => {
    taken();
    return new Promise((_resolve, reject) => {
      die = reject;
    });
  });
  await inHand;
  expect(await run()).toBe(0);
  now += 60_000;
  expect(await run()).toBe(1);
  expect(sent.at(-1)).toEqual(last);
  die(new Error("too late"));
  await expect(dying).rejects.toThrow("not taken");
});
