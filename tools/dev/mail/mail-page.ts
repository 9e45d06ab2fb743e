/**
 * What a chain has sent to its customers, by mail, to browsers and to phones: as a page and, at /messages, for programs (at /mails the
 * mails alone). Loopback only. A page of another site may make a browser ask here under a host name of its own, so only requests for
 * the printed name are served.
 */
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { WrittenMail } from "@crema/cloud/mail/directory-mailer";
import { escapeHtml } from "@crema/shared/domain/receipt/html";

/** As it is shown, whichever way it went. */
export interface SentMessage {
  readonly channel: "mail" | "push" | "sms";
  readonly at: string;
  /** An address, a number, or which browser. */
  readonly to: string;
  readonly title: string | null;
  readonly text: string;
  /** Within the app: where a tap on a notification leads. */
  readonly path: string | null;
  /** Whether somebody waits for it: a push alone says so. */
  readonly urgency: string | null;
}

/** What else than mail is sent; it says so itself. */
export type OtherMessages = () => readonly SentMessage[];

export interface MailPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** `directory` is the cloud's CREMA_MAIL_DIR; it may still be missing. */
export async function startMailPage(directory: string, port = 0, others: OtherMessages = () => []): Promise<MailPage> {
  let host = "";
  const server = createServer((request, response) => {
    const reply = (status: number, type: string, body: string) => {
      response.writeHead(status, {
        "content-type": `${type}; charset=utf-8`,
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "cache-control": "no-store",
      });
      response.end(body);
    };
    if (request.headers.host !== host) return reply(403, "text/plain", `Ask for http://${host}/\n`);
    readWritten(directory).then(
      (written) => {
        const mails = written.map(({ mail }) => mail);
        if (request.url === "/mails") return reply(200, "application/json", `${JSON.stringify({ mails })}\n`);
        const messages = [...written.map(shownMail), ...others()].toSorted((a, b) => b.at.localeCompare(a.at));
        if (request.url === "/messages") reply(200, "application/json", `${JSON.stringify({ messages })}\n`);
        else if (request.url === "/") reply(200, "text/html", pageOf(messages));
        else reply(404, "text/plain", "There is /, /messages and /mails.\n");
      },
      (error: unknown) => reply(500, "text/plain", `${String(error)}\n`),
    );
  });
  host = `127.0.0.1:${await listen(server, port)}`;
  return {
    url: `http://${host}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The one written last first. */
export const readMails = async (directory: string): Promise<WrittenMail[]> => (await readWritten(directory)).map(({ mail }) => mail);

interface Written {
  readonly mail: WrittenMail;
  readonly writtenMs: number;
}

async function readWritten(directory: string): Promise<Written[]> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory)).filter((name) => name.endsWith(".json")).sort();
  const read = async (name: string) => {
    const file = join(directory, name);
    return { mail: WrittenMail.parse(JSON.parse(await readFile(file, "utf8"))), writtenMs: (await stat(file)).mtimeMs };
  };
  return (await Promise.all(names.map(read))).toSorted((a, b) => a.writtenMs - b.writtenMs).reverse();
}

const shownMail = ({ mail: { to, subject, text }, writtenMs }: Written): SentMessage => ({
  ...{ channel: "mail", at: new Date(writtenMs).toISOString(), to, title: subject, text, path: null, urgency: null },
});

const URLS = /https?:\/\/[^\s<>"]+/g;

/** A line of a mail; what leads somewhere can be followed. */
function lineOf(line: string): string {
  const urls = line.match(URLS) ?? [];
  const between = line.split(URLS).map(escapedBetween);
  return between.map((text, at) => text + linkTo(urls[at])).join("");
}

/** With the space before and after it, which escaping alone takes away. */
const escapedBetween = (text: string): string => {
  const [before = "", after = ""] = [/^\s*/, /\S(\s*)$/].map((edge) => edge.exec(text)?.at(-1));
  return `${before}${escapeHtml(text)}${after}`;
};

const linkTo = (url: string | undefined): string =>
  url === undefined ? "" : `<a href="${escapeHtml(url)}" rel="noopener">${escapeHtml(url)}</a>`;

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;color-scheme:light dark}article{border-top:1px solid;padding:.5rem 0}p{overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}h2{font-size:1rem;margin:0}";

const CHANNEL_WORDS = { mail: "Mail", push: "Notification", sms: "Text message" } as const;

function pageOf(messages: readonly SentMessage[]): string {
  const articles = messages.map(({ channel, at, to, title, text, path, urgency }) => {
    const about = [CHANNEL_WORDS[channel], `to ${to}`, at, ...(urgency ? [`urgency ${urgency}`] : []), ...(path ? [`opens ${path}`] : [])];
    return [
      `<article class="${channel}"><h2>${escapeHtml(title ?? text.split("\n")[0] ?? "")}</h2><p>${about.map(escapeHtml).join(" · ")}</p>`,
      `<pre>${text.split("\n").map(lineOf).join("\n")}</pre></article>`,
    ].join("");
  });
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="refresh" content="3"><title>Messages of this chain</title><style>${STYLE}</style></head><body>`,
    "<h1>Messages of this chain</h1><p>What the cloud has sent by mail, to browsers and to phones, newest first. Nothing of it has left this machine.</p>",
    ...(articles.length > 0 ? articles : ["<p>Nothing yet.</p>"]),
    "</body></html>\n",
  ].join("\n");
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The mail page has no port.");
  return address.port;
}
