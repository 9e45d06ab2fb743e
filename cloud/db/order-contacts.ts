/** What was left with an order to be told about it: sealed, in a row of its own, and gone after 30 days. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";
import { type ContactCipher, EMAIL_PURPOSE, PHONE_PURPOSE } from "../auth/contact-cipher.ts";
import type { LeftContact } from "../ports.ts";

const CONTACT_LIVES_MS = 30 * 24 * 3_600_000;

interface OfOrder {
  readonly store_id: string;
  readonly order_id: string;
}

/** Nothing is written where nothing was left. */
export async function writeContact(
  client: pg.ClientBase,
  contacts: Pick<ContactCipher, "seal" | "blindIndex">,
  { store_id, order_id }: OfOrder,
  { email, phone, language }: LeftContact,
  nowMs: number,
): Promise<void> {
  if (email === null && phone === null && language === null) return;
  const sealed = (purpose: string, text: string | null) =>
    text === null ? [null, null] : [contacts.seal(purpose, text), contacts.blindIndex(purpose, text)];
  await client.query({
    name: "write_order_contact",
    text: `INSERT INTO order_contacts (store_id, order_id, email_sealed, email_index, phone_sealed, phone_index, language, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[store_id, order_id, ...sealed(EMAIL_PURPOSE, email), ...sealed(PHONE_PURPOSE, phone)],
      ...[language, iso(nowMs), iso(nowMs + CONTACT_LIVES_MS)],
    ],
  });
}
