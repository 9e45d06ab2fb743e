/**
 * The mail that a chain has sent, as a page and, at /mails, for programs. Loopback only. A page of another site may
 * make a browser ask here under a host name of its own, so only requests for the printed name are served.
 */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { WrittenMail } from "@crema/cloud/mail/directory-mailer";
import { escapeHtml } from "@crema/shared/domain/receipt/html";

export interface MailPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** `directory` is the cloud's CREMA_MAIL_DIR; it may still be missing. */
export async function startMailPage(directory: string, port = 0): Promise<MailPage> {
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
    readMails(directory).then(
      (mails) => {
        if (request.url === "/mails") reply(200, "application/json", `${JSON.stringify({ mails })}\n`);
        else if (request.url === "/") reply(200, "text/html", pageOf(mails));
        else reply(404, "text/plain", "There is / and /mails.\n");
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

/** Newest first: the names of the files are in the order in which the mails were written. */
export async function readMails(directory: string): Promise<WrittenMail[]> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse();
  return Promise.all(names.map(async (name) => WrittenMail.parse(JSON.parse(await readFile(join(directory, name), "utf8")))));
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;color-scheme:light dark}article{border-top:1px solid;padding:.5rem 0}pre{white-space:pre-wrap;font:inherit}h2{font-size:1rem;margin:0}";

function pageOf(mails: readonly WrittenMail[]): string {
  const articles = mails.map(
    ({ to, subject, text }) =>
      `<article><h2>${escapeHtml(subject)}</h2><p>to ${escapeHtml(to)}</p><pre>${text.split("\n").map(escapeHtml).join("\n")}</pre></article>`,
  );
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="refresh" content="3"><title>Mail of this chain</title><style>${STYLE}</style></head><body>`,
    "<h1>Mail of this chain</h1><p>What the cloud has sent, newest first. Nothing of it has left this machine.</p>",
    ...(articles.length > 0 ? articles : ["<p>No mail yet.</p>"]),
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
