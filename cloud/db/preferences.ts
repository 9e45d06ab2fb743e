/** What a customer wants to hear of, in which language, and by which number. */
import type { MessageTopics, Preferences, PreferencesInput } from "@crema/shared/contract/messages";
import type { Language } from "@crema/shared/domain/store/profile";
import type pg from "pg";
import { type ContactCipher, PHONE_PURPOSE } from "../auth/contact-cipher.ts";
import { DEFAULT_TOPICS } from "../messages/who-is-told.ts";
import { suppressedAmong } from "./messages.ts";

export async function readPreferences(
  client: pg.ClientBase | pg.Pool,
  contacts: Pick<ContactCipher, "open">,
  userId: string,
): Promise<Preferences> {
  const found = await client.query<{
    language: Language | null;
    phone_ciphertext: string | null;
    preferences: MessageTopics | null;
    email_index: string | null;
    phone_index: string | null;
  }>("SELECT language, phone_ciphertext, preferences, email_index, phone_index FROM users WHERE user_id = $1 AND role = 'customer'", [
    userId,
  ]);
  const row = found.rows[0];
  if (!row) throw new Error("a signed-in customer is not there");
  const suppressed = await suppressedAmong(
    client,
    [row.email_index, row.phone_index].filter((index) => index !== null),
  );
  return {
    language: row.language,
    phone: row.phone_ciphertext === null ? null : contacts.open(PHONE_PURPOSE, row.phone_ciphertext),
    topics: row.preferences ?? DEFAULT_TOPICS,
    suppressed: { email: suppressed.get(`email ${row.email_index}`) ?? null, sms: suppressed.get(`sms ${row.phone_index}`) ?? null },
  };
}

/** Whoever asks for mails again gets them; what a phone's owner has stopped at their network only they can start again. */
export async function writePreferences(
  client: pg.ClientBase,
  contacts: Pick<ContactCipher, "seal" | "blindIndex">,
  userId: string,
  { language, phone, topics, mails_again }: PreferencesInput,
): Promise<void> {
  const sealed = phone === null ? null : contacts.seal(PHONE_PURPOSE, phone);
  await client.query(
    `UPDATE users SET language = $2, phone_ciphertext = $3, phone_key_id = split_part($3, '.', 2), phone_index = $4, preferences = $5
     WHERE user_id = $1 AND role = 'customer'`,
    [userId, language, sealed, phone === null ? null : contacts.blindIndex(PHONE_PURPOSE, phone), JSON.stringify(topics)],
  );
  if (mails_again !== true) return;
  await client.query(
    `DELETE FROM suppressions s USING users u WHERE u.user_id = $1 AND u.email_proved_at IS NOT NULL
       AND s.channel = 'email' AND s.contact_index = u.email_index`,
    [userId],
  );
}
