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

/** The enhanced code (RFC 3463) that a reply begins with, where there is one. */
const ENHANCED = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/;
/** The recipient's address or mailbox; 5.1.7 and 5.1.8 are about the sender's. */
const NO_MAILBOX = /^5\.(1\.(?![78]$)\d+|2\.1)$/;
/** As servers say it that have no enhanced codes; a bare 550 is also what they say of a sender whom they do not relay for. */
const NO_MAILBOX_IN_WORDS =
  /\b(user|recipient|mailbox|address|account)( is)? (unknown|not found)\b|\bunknown (user|recipient|mailbox)\b|\bno such (user|recipient|mailbox|address|person)\b|\b(user|recipient|mailbox|account) (does not|doesn't) exist\b/i;
const MAILBOX_FULL = "5.2.2";

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
  const said = String(response);
  const enhanced = ENHANCED.exec(said)?.[1];
  // It may have room again.
  if (status < 500 || status === 552 || enhanced === MAILBOX_FULL) return new Error(message);
  if (command === "RCPT TO") {
    const isGone = enhanced === undefined ? status === 550 && NO_MAILBOX_IN_WORDS.test(said) : NO_MAILBOX.test(enhanced);
    return new MailRefused(message, isGone);
  }
  return command === "DATA" ? new MailRefused(message, false) : new Error(message);
}
