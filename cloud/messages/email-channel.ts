/** Messages as mail. What a mail server says of the recipient for good is an outcome; whatever else fails is tried again. */
import { type Mailer, MailRefused } from "../mail/mailer.ts";
import type { Channel } from "./channel.ts";

export function createEmailChannel(mailer: Mailer): Channel<string> {
  return {
    async send({ message_id, to, title, text, unsubscribe_url }) {
      try {
        await mailer.send({ mail_id: message_id, to, subject: title, text: `${text}\n`, unsubscribe_url });
        return { outcome: "TAKEN" };
      } catch (error) {
        if (!(error instanceof MailRefused)) throw error;
        return { outcome: error.isRecipientGone ? "GONE" : "REFUSED", why: error.message };
      }
    },
  };
}
