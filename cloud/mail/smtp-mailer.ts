/** Mail by SMTP. Pitfall: a server's refusal quotes the address, so what is thrown on carries only its codes. */
import { createTransport } from "nodemailer";
import { type Mail, type Mailer, MailRefused } from "./mailer.ts";

/** A stop waits for the mail in hand, so no server may hold one for long. */
const TIMEOUT_MS = 8_000;

export interface SmtpSettings {
  /** smtp://user:password@host:port, or smtps:// */
  readonly url: URL;
  readonly from: string;
}

export function createSmtpMailer({ url, from }: SmtpSettings): Mailer {
  const transport = createTransport({
    url: url.href,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ mail_id, to, subject, text, unsubscribe_url }: Mail) {
      try {
        // An address by itself is not looked through for more of them.
        const recipient = { name: "", address: to };
        const headers = { "Auto-Submitted": "auto-generated", ...(unsubscribe_url ? unsubscribing(unsubscribe_url) : {}) };
        await transport.sendMail({ from, to: recipient, subject, text, messageId: `<${mail_id}@${url.hostname}>`, headers });
      } catch (error) {
        throw withoutAddresses(error);
      }
    },
  };
}

const unsubscribing = (url: string) => ({ "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });

/** No such mailbox (RFC 5321), unless the reply is about the sender's standing with that server (5.7.x, RFC 3463). */
const NO_MAILBOX = new Set([550, 551, 553, 556]);
const OF_POLICY = /\b5\.7\.\d/;

interface SmtpError extends Error {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

function withoutAddresses(error: unknown): Error {
  const { code, command, responseCode, response }: Partial<SmtpError> = error instanceof Error ? error : {};
  const why = [code, responseCode].filter((part) => typeof part === "string" || typeof part === "number").join(" ");
  const message = `the mail server did not take a mail (${why || "unknown"})`;
  const status = typeof responseCode === "number" ? responseCode : 0;
  // A full mailbox (552) may have room again.
  if (status < 500 || status === 552) return new Error(message);
  if (command === "RCPT TO") return new MailRefused(message, NO_MAILBOX.has(status) && !OF_POLICY.test(String(response)));
  return command === "DATA" ? new MailRefused(message, false) : new Error(message);
}
