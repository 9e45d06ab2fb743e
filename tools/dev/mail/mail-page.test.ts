import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDirectoryMailer } from "@crema/cloud/mail/directory-mailer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type MailPage, startMailPage } from "./mail-page.ts";
import { messagesOf } from "./sandbox-messages.ts";

let directory: string;
let page: MailPage;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "crema-mail-page-")), "mail");
  page = await startMailPage(directory);
});
afterEach(async () => {
  await page.stop();
  await rm(join(directory, ".."), { recursive: true });
});

test("shows the mails newest first, also to programs, and none before the first", async () => {
  expect(await (await fetch(page.url)).text()).toContain("Nothing yet.");
  const mailer = createDirectoryMailer(directory);
  const mail = (n: number) => ({
    mail_id: `0198c7f2-8b7e-7cc3-9f5e-00000000000${n}`,
    to: "ana@example.org",
    subject: `Mail ${n}`,
    text: `<b>${n}</b>\nline`,
  });
  await mailer.send(mail(1));
  await mailer.send(mail(2));
  const html = await (await fetch(page.url)).text();
  expect(html.indexOf("Mail 2")).toBeLessThan(html.indexOf("Mail 1"));
  expect(html).toContain("&lt;b&gt;2&lt;/b&gt;\nline");
  expect(await (await fetch(`${page.url}mails`)).json()).toEqual({ mails: [mail(2), mail(1)] });
});

test("shows what went to browsers and phones among the mails, by its time", async () => {
  await createDirectoryMailer(directory).send({
    mail_id: "0198c7f2-8b7e-7cc3-9f5e-000000000001",
    to: "ana@example.org",
    subject: "Mail",
    text: "x",
  });
  const text = JSON.stringify({ id: "1", kind: "READY", title: "Ready", body: "Number <42>", tag: "1", path: "/app/orders/1" });
  const push = {
    push_id: "1",
    subscription_id: "s",
    at: "2099-01-01T00:00:00.000Z",
    ttl: 1,
    urgency: "high",
    topic: null,
    subject: "",
    text,
  };
  const sms = { sid: "1", at: "2001-01-01T00:00:00.000Z", to: "+4915112345678", from: "Crema", text: "Ready.", validity_s: 1 };
  const all = await startMailPage(directory, 0, messagesOf({ pushes: () => [push] }, { messages: () => [sms] }));
  const { messages } = (await (await fetch(`${all.url}messages`)).json()) as { messages: { channel: string }[] };
  expect(messages.map(({ channel }) => channel)).toEqual(["push", "mail", "sms"]);
  expect(messages[0]).toMatchObject({ title: "Ready", text: "Number <42>", path: "/app/orders/1", urgency: "high" });
  expect(await (await fetch(all.url)).text()).toContain("Number &lt;42&gt;");
  await all.stop();
});

test("leads to what a mail links to, with the spaces around it", async () => {
  const text = "See  http://x.example/a?b=1&c=2 .\n  in\n";
  await createDirectoryMailer(directory).send({
    mail_id: "0198c7f2-8b7e-7cc3-9f5e-000000000001",
    to: "a@example.org",
    subject: "Mail",
    text,
  });
  const link = "http://x.example/a?b=1&amp;c=2";
  expect(await (await fetch(page.url)).text()).toContain(`<pre>See  <a href="${link}" rel="noopener">${link}</a> .\n  in\n</pre>`);
});

test("is answered under its own name alone", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(page.url, { headers: { host: "evil.example" } }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});
