import { randomUUID } from "node:crypto";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signIn as signInUser } from "../auth/sessions.ts";
import type { Mail } from "../mail/mailer.ts";
import { TestCloud } from "./service.test-fixture.ts";

/** Takes mails until it is told not to; whoever waits for one is woken by it. */
class Postman {
  readonly mails: Mail[] = [];
  broken = false;
  attempts = 0;
  #waiting: (() => void)[] = [];

  async send(mail: Mail): Promise<void> {
    this.attempts += 1;
    const wake = this.#waiting.splice(0);
    if (!this.broken) this.mails.push(mail);
    for (const one of wake) one();
    if (this.broken) throw new Error("the mail server is away");
  }

  nextAttempt(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  to(email: string): Mail[] {
    return this.mails.filter((mail) => mail.to === email);
  }

  /** Of the mail that comes after so many others to the address. */
  async codeFor(email: string, before: number): Promise<string> {
    while (this.to(email).length <= before) await this.nextAttempt();
    return this.to(email)[before]?.text.split("\n")[0] ?? "";
  }
}

let postman: Postman;
let cloud: TestCloud;
const newEmail = () => `${randomUUID()}@example.org`;
const HOME = "192.0.2.1";
const STRANGER = "198.51.100.66";
/** By e-mail address: the challenge that was asked for last. */
const challenges = new Map<string, string>();
async function ask(email: string, address = HOME) {
  const asked = await cloud.call("POST", "/v1/sign-in/codes", { body: { email }, address });
  if (asked.status === 202) challenges.set(email, asked.json.challenge_id);
  return asked;
}
const signIn = (email: string, code: string, more: object = {}) =>
  cloud.call("POST", "/v1/sign-in", { body: { challenge_id: challenges.get(email) ?? randomUUID(), email, code, ...more } });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

beforeAll(async () => {
  postman = new Postman();
  cloud = await TestCloud.open({ mailer: { send: (mail) => postman.send(mail) } });
});
beforeEach(() => {
  postman.broken = false;
});
afterAll(() => cloud.close());

async function sentTo(email: string, address = HOME): Promise<string> {
  const before = postman.to(email).length;
  expect((await ask(email, address)).status).toBe(202);
  return postman.codeFor(email, before);
}

describe("a code by e-mail", () => {
  test("makes the customer who is new, and finds the one who is known, whatever the case of the address", async () => {
    const email = newEmail();
    const first = await signIn(email, await sentTo(email), { first_name: "Ana" });
    expect(first.json).toMatchObject({ first_name: "Ana", is_new: true, token: expect.stringMatching(/^cus_/) });
    expect(first.headers.get("set-cookie")).toBeNull();
    const shouted = email.toUpperCase();
    const again = await signIn(shouted, await sentTo(shouted), { first_name: "Somebody else" });
    expect(again.json).toMatchObject({ user_id: first.json.user_id, first_name: "Ana", is_new: false });
    const me = await cloud.call("GET", "/v1/me", { token: again.json.token });
    expect(me.json).toEqual({ user_id: first.json.user_id, first_name: "Ana", email });
  });

  test("a customer without a name may tell one later", async () => {
    const email = newEmail();
    const { token, first_name } = (await signIn(email, await sentTo(email))).json;
    expect(first_name).toBeNull();
    const named = await cloud.call("PUT", "/v1/me", { token, body: { first_name: " Bo " } });
    expect(named.json).toMatchObject({ first_name: "Bo", email });
    expect((await cloud.call("GET", "/v1/session", { token })).json).toMatchObject({ kind: "customer", first_name: "Bo" });
  });

  test("for a browser the token is in an HttpOnly cookie and nowhere else", async () => {
    const email = newEmail();
    const signedIn = await signIn(email, await sentTo(email), { session: "COOKIE" });
    const cookie = signedIn.headers.get("set-cookie") ?? "";
    expect([signedIn.json.token, signedIn.headers.get("cache-control")]).toEqual([null, "no-store"]);
    expect(cookie).toMatch(/^crema_session=cus_.*; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    expect((await cloud.call("GET", "/v1/me", { headers })).json).toMatchObject({ email });
    expect((await cloud.call("DELETE", "/v1/session", { headers })).status).toBe(204);
    expect((await cloud.call("GET", "/v1/me", { headers })).json.code).toBe("auth.required");
  });

  test("the response tells nobody whether an address is known", async () => {
    const known = newEmail();
    await signIn(known, await sentTo(known));
    const [one, two] = [await ask(known), await ask(newEmail())];
    expect([one.status, Object.keys(one.json), one.json.expires_in_s]).toEqual([two.status, Object.keys(two.json), two.json.expires_in_s]);
    const [wrongKnown, wrongUnknown] = [await signIn(known, "000000"), await signIn(newEmail(), "000000")];
    expect([wrongKnown.status, wrongKnown.text]).toEqual([wrongUnknown.status, wrongUnknown.text]);
  });

  test("is good once, for its own address and challenge, for ten minutes", async () => {
    const email = newEmail();
    const used = await sentTo(email);
    const challenge_id = challenges.get(email);
    expect((await signIn(newEmail(), used, { challenge_id })).json).toMatchObject({ status: 401, code: "sign_in.code_wrong" });
    expect((await signIn(email, used)).status).toBe(200);
    expect((await signIn(email, used)).json.code).toBe("sign_in.code_wrong");
    const late = await sentTo(email);
    cloud.node.time.ms += 10 * 60_000;
    expect((await signIn(email, late)).json.code).toBe("sign_in.code_wrong");
  });

  test("a stranger who asks for codes and types wrong ones does not spoil the code in my mail", async () => {
    const email = newEmail();
    const mine = await sentTo(email);
    const challenge_id = challenges.get(email);
    for (let i = 0; i < 2; i++) {
      const theirs = await sentTo(email, STRANGER);
      for (let tries = 0; tries < 6; tries++) expect((await signIn(email, other(theirs))).status).toBe(401);
    }
    expect((await signIn(email, mine, { challenge_id })).status).toBe(200);
  });

  test("five wrong tries end it, also when they come at once", async () => {
    const email = newEmail();
    const code = await sentTo(email);
    const tries = await Promise.all([1, 2, 3, 4, 5].map(() => signIn(email, other(code))));
    expect(tries.map((response) => response.json.code)).toEqual(Array(5).fill("sign_in.code_wrong"));
    expect((await signIn(email, code)).json.code).toBe("sign_in.code_wrong");
  });

  test("two sign-ins at once with one code are one sign-in", async () => {
    const email = newEmail();
    const code = await sentTo(email);
    const both = await Promise.all([signIn(email, code), signIn(email, code)]);
    expect(both.map((response) => response.status).sort()).toEqual([200, 401]);
  });

  test("an operator's address is no customer's", async () => {
    const email = newEmail();
    const owner = await cloud.operator();
    const index = (await customerRow(owner, email)).email_index;
    await cloud.database.pool.query("UPDATE users SET role = 'hq' WHERE email_index = $1", [index]);
    expect((await signIn(email, await sentTo(email))).json).toMatchObject({ status: 403, code: "auth.forbidden" });
  });

  test("while the mail server is away the response is the same, and nothing that can be read is stored", async () => {
    const email = newEmail();
    postman.broken = true;
    const attempt = postman.nextAttempt();
    expect((await ask(email)).status).toBe(202);
    await attempt;
    const { rows } = await cloud.database.pool.query("SELECT m.*, c.* FROM mails m, sign_in_codes c");
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(email.slice(0, 20));
    const stored = await cloud.database.pool.query<{ code_hash: string }>("SELECT code_hash FROM sign_in_codes");
    expect(stored.rows.map((row) => row.code_hash).join()).toMatch(/^[0-9a-f,]+$/);
  });
});

async function customerRow(owner: string, email: string) {
  const { user_id } = await cloud.customer(owner, email);
  return (await cloud.database.pool.query("SELECT * FROM users WHERE user_id = $1", [user_id])).rows[0];
}

describe("an address that an operator registered", () => {
  test("gives the operator no session, and its owner's first code ends whatever was signed in before", async () => {
    const owner = await cloud.operator();
    const email = newEmail();
    const made = await cloud.call("POST", "/v1/admin/customers", { token: owner, body: { first_name: "Ana", email } });
    expect([made.status, Object.keys(made.json)]).toEqual([201, ["user_id"]]);
    // As the release before answered it to the operator.
    const deps = { pool: cloud.database.pool, clock: cloud.node.clock, randomBytes: systemRandomBytes };
    const { token: operators } = await signInUser(deps, made.json.user_id, "cus");
    expect((await cloud.call("GET", "/v1/me/orders", { token: operators })).status).toBe(200);
    const first = await signIn(email, await sentTo(email));
    expect((await cloud.call("GET", "/v1/me/orders", { token: operators })).json.code).toBe("auth.revoked");
    // What proved itself stays: a second sign-in ends nothing.
    expect((await signIn(email, await sentTo(email))).status).toBe(200);
    expect((await cloud.call("GET", "/v1/me/orders", { token: first.json.token })).status).toBe(200);
  });
});

describe("how often", () => {
  test("strangers who ask for codes keep nobody out who has signed in from home before", async () => {
    const email = newEmail();
    expect((await signIn(email, await sentTo(email))).status).toBe(200);
    for (let i = 0; i < 30; i++) expect((await ask(email, `198.51.100.${i % 6}`)).status).toBe(202);
    await postman.codeFor(email, 12);
    expect(await sentTo(email)).toMatch(/^\d{6}$/);
  });

  test("strangers who ask for codes keep nobody out on a new network, and fill no mailbox", async () => {
    const email = newEmail();
    for (let i = 0; i < 30; i++) expect((await ask(email, `198.51.100.${i % 6}`)).status).toBe(202);
    const newest = await postman.codeFor(email, 12);
    const theirs = challenges.get(email);
    for (let tries = 0; tries < 5; tries++) expect((await signIn(email, other(newest))).status).toBe(401);
    // A train, a hotel: no further mail comes, and the newest one there is good for this asker as well.
    expect((await ask(email, "203.0.113.9")).json).toMatchObject({ expires_in_s: 600, tries: 5 });
    expect(challenges.get(email)).not.toBe(theirs);
    expect(newest).toMatch(/^\d{12}$/);
    expect((await signIn(email, newest, { challenge_id: theirs })).status).toBe(401);
    expect((await signIn(email, newest)).status).toBe(200);
    // Ten minutes before it is over the next one is sent: whoever asks has as long as ever.
    cloud.node.time.ms += 51 * 60_000;
    for (let i = 0; i < 12; i++) await ask(email, `198.51.101.${i}`);
    expect(await postman.codeFor(email, 13)).toMatch(/^\d{12}$/);
    expect(postman.to(email)).toHaveLength(14);
    expect((await ask(email, "2001:db8::1")).status).toBe(202);
    expect((await signIn(email, await postman.codeFor(email, 13))).status).toBe(200);
  });

  test("a stranger on my own network who asks for my codes keeps me from none, with all the addresses of an IPv6 network", async () => {
    const email = newEmail();
    const stranger = Array.from({ length: 8 }, (_, i) => `2001:db8:0:7::${i + 1}`);
    for (const address of stranger) expect((await ask(email, address)).status).toBe(202);
    const mine = await ask(email, "2001:db8:0:7::99");
    const code = await postman.codeFor(email, 6);
    expect(code).toMatch(/^\d{12}$/);
    expect((await signIn(email, code, { challenge_id: mine.json.challenge_id })).status).toBe(200);
    expect(postman.to(email)).toHaveLength(7);
  });

  test("one asker gets six short codes an hour for an address, and then one mail that serves all", async () => {
    const email = newEmail();
    const statuses = await Promise.all(Array.from({ length: 9 }, async () => (await ask(email)).status));
    expect(new Set(statuses)).toEqual(new Set([202]));
    await postman.codeFor(email, 6);
    // They were asked for at once, and are sent at once.
    expect(postman.to(email).filter(({ text }) => /^\d{12}\n/.test(text))).toHaveLength(1);
    expect(postman.to(email)).toHaveLength(7);
  });

  test("a short code of a clock that was ahead is never taken for the long one that all may try", async () => {
    const email = newEmail();
    const ahead = await sentTo(email, "203.0.113.9");
    cloud.node.time.ms -= 1_000;
    for (let i = 0; i < 7; i++) expect((await ask(email)).status).toBe(202);
    cloud.node.time.ms += 1_000;
    expect((await signIn(email, ahead)).json.code).toBe("sign_in.code_wrong");
    expect(await postman.codeFor(email, 7)).toMatch(/^\d{12}$/);
  });

  test("one place on the internet asks and tries so often a minute", async () => {
    const beside = await TestCloud.open({ beside: cloud, limits: { signInPerAddressPerMinute: 3 } });
    const from = (address: string) =>
      beside.call("POST", "/v1/sign-in", { body: { challenge_id: randomUUID(), email: newEmail(), code: "000000" }, address });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await from("198.51.100.7")).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await from("198.51.100.8")).status).toBe(401);
    expect((await beside.call("POST", "/v1/sign-in/codes", { body: { email: newEmail() } })).json).toMatchObject({
      status: 503,
      code: "sign_in.unavailable",
    });
    await beside.close();
  });
});

test("the mail is in the language chosen on the device, else in the account's, else in that of the browser that asks", async () => {
  const email = newEmail();
  const askIn = async (language: string, chosen: string | null = null) => {
    const before = postman.to(email).length;
    const headers = { "accept-language": language, ...(chosen && { cookie: `crema_language=${chosen}` }) };
    const asked = await cloud.call("POST", "/v1/sign-in/codes", { body: { email }, address: HOME, headers });
    challenges.set(email, asked.json.challenge_id);
    const code = await postman.codeFor(email, before);
    return { code, subject: postman.to(email)[before]?.subject };
  };
  const { code, subject } = await askIn("de-AT,de;q=0.9,en;q=0.5");
  expect(subject).toBe("Ihr Code zum Anmelden");
  const { token } = (await signIn(email, code)).json;
  const body = { language: "es", phone: null, topics: { push: [], email: [], sms: [] } };
  expect((await cloud.call("PUT", "/v1/me/preferences", { token, body })).status).toBe(200);
  expect((await askIn("de")).subject).toBe("Su código para iniciar sesión");
  expect((await askIn("es", "de")).subject).toBe("Ihr Code zum Anmelden");
  expect((await askIn("de", "fr")).subject).toBe("Su código para iniciar sesión");
});
