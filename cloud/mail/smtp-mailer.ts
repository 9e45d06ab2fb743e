/** Mail by SMTP. Pitfall: a server's refusal quotes the address, so what is thrown on carries only its codes. */
import { createTransport } from "nodemailer";
import type { Mail, Mailer } from "./mailer.ts";

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
    async send({ mail_id, to, subject, text }: Mail) {
      try {
        await transport.sendMail({ from, to, subject, text, messageId: `<${mail_id}@${url.hostname}>` });
      } catch (error) {
        throw withoutAddresses(error);
      }
    },
  };
}

function withoutAddresses(error: unknown): Error {
  const { code, responseCode } = error instanceof Error ? (error as Error & { code?: unknown; responseCode?: unknown }) : {};
  const why = [code, responseCode].filter((part) => typeof part === "string" || typeof part === "number").join(" ");
  return new Error(`the mail server did not take a mail (${why || "unknown"})`);
}
