import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryMailer } from "./directory-mailer.ts";
import { type Mail, MailRefused } from "./mailer.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

const mail: Mail = { mail_id: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e", to: "ana@example.org", subject: "Your code", text: "123456\n" };
let directory: string;
let server: Server | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "crema-mail-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = null;
});

test("a directory holds whole mails, one file each, for their owner alone; the same mail twice is one file", async () => {
  const mailer = createDirectoryMailer(join(directory, "new"));
  await mailer.send(mail);
  await mailer.send(mail);
  expect(await readdir(join(directory, "new"))).toEqual([`${mail.mail_id}.json`]);
  const file = join(directory, "new", `${mail.mail_id}.json`);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(mail);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

/** As much SMTP as one mail needs; `rcpt` is the answer to RCPT TO. */
async function smtp(rcpt: string): Promise<{ url: URL; heard: string[] }> {
  const heard: string[] = [];
  server = createServer((socket) => {
    let inData = false;
    socket.setEncoding("utf8");
    socket.write("220 test\r\n");
    socket.on("data", (chunk: string) => {
      for (const line of chunk.split("\r\n").filter(Boolean)) {
        heard.push(line);
        if (inData && line !== ".") continue;
        if (line === ".") inData = false;
        if (line === "DATA") inData = true;
        const response = line === "DATA" ? "354 go on" : line.startsWith("RCPT") ? rcpt : line === "QUIT" ? "221 bye" : "250 ok";
        socket.write(`${response}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: new URL(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`), heard };
}

test("a mail server gets sender, address, subject and text", async () => {
  const { url, heard } = await smtp("250 ok");
  await createSmtpMailer({ url, from: "Crema <no-reply@example.org>" }).send(mail);
  expect(heard).toEqual(
    expect.arrayContaining([
      "MAIL FROM:<no-reply@example.org>",
      "RCPT TO:<ana@example.org>",
      "From: Crema <no-reply@example.org>",
      "Subject: Your code",
      `Message-ID: <${mail.mail_id}@127.0.0.1>`,
      "123456",
    ]),
  );
});

test("what a mail server refuses is told without the address", async () => {
  const { url } = await smtp("550 no such user ana@example.org");
  const refused = createSmtpMailer({ url, from: "no-reply@example.org" }).send(mail);
  await expect(refused).rejects.toThrow("the mail server did not take a mail (EENVELOPE 550)");
});

test("[N6] a mail that can be ended says so to mail programs; no header holds more than its own", async () => {
  const { url, heard } = await smtp("250 ok");
  const unsubscribe_url = "https://crema.example/v1/unsubscribe?token=email.abc.def";
  const subject = "Main Street\r\nBcc: eve@example.org";
  await createSmtpMailer({ url, from: "no-reply@example.org" }).send({ ...mail, subject, unsubscribe_url });
  // A long line is folded.
  const headers = heard.join("\n").replaceAll("\n ", " ");
  expect(headers).toContain(`\nList-Unsubscribe: <${unsubscribe_url}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n`);
  expect(heard.filter((line) => /^bcc:/i.test(line) || line.startsWith("RCPT TO"))).toEqual(["RCPT TO:<ana@example.org>"]);
});

test.each([
  ["550 5.1.1 no such user", { isRecipientGone: true }],
  ["550-5.1.1 no such user\r\n550 5.1.1 ask them", { isRecipientGone: true }],
  ["550 5.2.1 mailbox disabled", { isRecipientGone: true }],
  ["550 no such user", { isRecipientGone: true }],
  ["550 User unknown", { isRecipientGone: true }],
  ["550 relay not permitted", { isRecipientGone: false }],
  ["550 5.7.1 relaying denied: user unknown here", { isRecipientGone: false }],
  ["550 5.1.8 the sender's domain does not exist", { isRecipientGone: false }],
  ["553 5.1.7 the sender's address is not yours", { isRecipientGone: false }],
  ["553 sorry, that domain is not in my list of allowed hosts", { isRecipientGone: false }],
  ["550 5.2.2 over quota", null],
  ["550 5.7.1 your network is blocked", { isRecipientGone: false }],
  ["554 refused", { isRecipientGone: false }],
  ["552 mailbox full", null],
  ["451 try again later", null],
] as const)("[N4] what a mail server says of a recipient for good is told from what passes: %s", async (reply, refused) => {
  const { url } = await smtp(reply);
  const error: unknown = await createSmtpMailer({ url, from: "no-reply@example.org" })
    .send(mail)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error instanceof MailRefused ? { isRecipientGone: error.isRecipientGone } : null).toEqual(refused);
});
