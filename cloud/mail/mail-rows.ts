/**
 * Mails that wait to be sent, as rows. A whole mail is sealed like an address, and its row is deleted as soon as it is
 * sent or no longer of use. Two nodes may look for work at once: taking a mail moves its next try into the future, so
 * it is taken once, and again if the node that took it has died.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";
import { type ContactCipher, EMAIL_PURPOSE, type Sealer } from "../auth/contact-cipher.ts";
import { type WrittenMail as SealedMail, WrittenMail } from "./directory-mailer.ts";
import type { Mail } from "./mailer.ts";

export const MAIL_PURPOSE = "mails.sealed";
/** Longer than a mailer takes at most. */
const TAKEN_FOR_MS = 60_000;
const AT_ONCE = 20;

/** In the transaction of whatever the mail is about. */
export async function putIntoMail(
  client: pg.ClientBase,
  sealer: Pick<ContactCipher, "seal" | "blindIndex">,
  mail: Mail,
  { dueAt, expiresAt }: { dueAt: string; expiresAt: string },
): Promise<void> {
  const sealed = sealer.seal(MAIL_PURPOSE, JSON.stringify(mail satisfies SealedMail));
  await client.query("INSERT INTO mails (mail_id, sealed, due_at, expires_at, recipient_index) VALUES ($1, $2, $3, $4, $5)", [
    mail.mail_id,
    sealed,
    dueAt,
    expiresAt,
    sealer.blindIndex(EMAIL_PURPOSE, mail.to),
  ]);
}

/** The mails that are due, taken for this caller. `tries` counts the one that is to be made. */
export async function takeDueMails(pool: pg.Pool, sealer: Sealer, now: number): Promise<{ mail: Mail; tries: number }[]> {
  const taken = await pool.query<{ sealed: string; tries: number }>(
    // Picked once, whatever the plan: else the limit may not hold.
    `WITH due AS MATERIALIZED
       (SELECT mail_id FROM mails WHERE due_at <= $1 AND expires_at > $1 ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
     UPDATE mails SET tries = tries + 1, due_at = $2 FROM due WHERE mails.mail_id = due.mail_id RETURNING sealed, tries`,
    [iso(now), iso(now + TAKEN_FOR_MS)],
  );
  return taken.rows.map(({ sealed, tries }) => ({ mail: WrittenMail.parse(JSON.parse(sealer.open(MAIL_PURPOSE, sealed))), tries }));
}

export async function mailSent(pool: pg.Pool, mailId: string): Promise<void> {
  await pool.query("DELETE FROM mails WHERE mail_id = $1", [mailId]);
}

export async function mailNotSent(pool: pg.Pool, mailId: string, againAt: number): Promise<void> {
  await pool.query("UPDATE mails SET due_at = $2 WHERE mail_id = $1", [mailId, iso(againAt)]);
}
