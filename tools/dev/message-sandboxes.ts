/** Where a chain's messages to browsers and phones go: sandboxes on this machine, and the page that shows what they have taken. */
import { join } from "node:path";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemClock, systemRandomFraction } from "@crema/shared/server/system";
import { type MailPage, startMailPage } from "./mail/mail-page.ts";
import { messagesOf } from "./mail/sandbox-messages.ts";
import { freePort } from "./processes/free-port.ts";
import { type PushSandbox, startPushSandbox } from "./push-sandbox/push-sandbox.ts";
import { GOOD_FROM, type SmsSandbox, startSmsSandbox } from "./sms-sandbox/sms-sandbox.ts";

const ACCOUNT = `AC${"c".repeat(32)}`;
const TOKEN = "token-of-the-sandbox";

export interface MessageSandboxes {
  readonly push: PushSandbox;
  readonly sms: SmsSandbox;
  readonly mailPage: MailPage;
  /** Settings of the cloud, by which it sends there. */
  readonly env: Readonly<Record<string, string>>;
  /** For the next start. */
  readonly ports: Readonly<Record<"mail" | "push" | "sms", number>>;
}

interface Where {
  readonly dir: string;
  readonly mailDir: string;
  /** Those of an earlier start. */
  readonly ports: Partial<Record<"mail" | "push" | "sms", number | undefined>>;
}

export async function startMessageSandboxes({ dir, mailDir, ports }: Where, lifecycle: Lifecycle): Promise<MessageSandboxes> {
  const { now } = systemClock;
  const file = join(dir, "data", "push-subscriptions.json");
  const push = await startPushSandbox({ port: await freePort(systemRandomFraction, ports.push), file, now });
  lifecycle.push("push sandbox", () => push.stop());
  const sms = await startSmsSandbox({ account: ACCOUNT, token: TOKEN, port: await freePort(systemRandomFraction, ports.sms), now });
  lifecycle.push("text message sandbox", () => sms.stop());
  const mailPage = await startMailPage(mailDir, await freePort(systemRandomFraction, ports.mail), messagesOf(push, sms));
  lifecycle.push("mail page", () => mailPage.stop());
  const portOf = (url: string) => Number(new URL(url).port);
  return {
    ...{ push, sms, mailPage },
    env: {
      CREMA_MAIL_DIR: mailDir,
      CREMA_PUSH_SUBJECT: "mailto:ops@crema.example",
      CREMA_PUSH_ALLOWED_HOSTS: push.host,
      CREMA_TWILIO_ACCOUNT: ACCOUNT,
      CREMA_TWILIO_TOKEN: TOKEN,
      CREMA_TWILIO_FROM: GOOD_FROM,
      CREMA_TWILIO_URL: sms.url,
    },
    ports: { mail: portOf(mailPage.url), push: portOf(push.url), sms: portOf(sms.url) },
  };
}
