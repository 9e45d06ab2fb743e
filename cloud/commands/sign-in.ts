/**
 * Signing in by a code that was sent to an e-mail address. Easy to get wrong: nothing here may tell whether an address is
 * known, so the same is done for every address; a wrong try counts although it is refused; and the mail is a row of the same
 * commit, which somebody else sends later.
 */
import { type Clock, iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import type pg from "pg";
import { newToken, SESSION_MS, tokenHash } from "../auth/opaque-token.ts";
import { CODE_LIVES_MS, CODE_TRIES, isSameHash } from "../auth/sign-in-code.ts";
import { plain } from "../db/insert.ts";
import { putIntoMail } from "../mail/mail-rows.ts";
import type { SignedIn } from "../ports.ts";
import type { CommandParts } from "./command-parts.ts";

export const EMAIL = "users.email";
const HOUR_MS = 3_600_000;
/** Codes for one address. Five tries each: whoever guesses has 100 tries a day at a million codes. */
const PER_HOUR = 6;
const PER_DAY = 20;

/** Refuses with sign_in.unavailable, request.rate_limited. */
export async function requestSignInCode(parts: CommandParts, email: string): Promise<Result<{ expires_in_s: number; tries: number }>> {
  const { executor, contacts, clock, newId, signInCodes, mailSender } = parts;
  if (!mailSender) return refuse("sign_in.unavailable", "No mail is sent from here. Order as a guest.");
  const index = contacts.blindIndex(EMAIL, email);
  const code = signInCodes.make();
  const now = clock.now();
  const expiresAt = iso(now + CODE_LIVES_MS);
  const sent = await executor.execute(async ({ client }) => {
    // Two requests at once for one address are counted one after the other.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [index]);
    const wait = await waitFor(client, index, now);
    if (wait > 0) {
      const minutes = Math.ceil(wait / 60_000);
      return refuse("request.rate_limited", `Too many codes were sent to this address; try again in ${minutes} minutes.`, {
        retry_after_s: Math.ceil(wait / 1000),
      });
    }
    await client.query("INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)", [
      newId(),
      index,
      signInCodes.hash(index, code),
      iso(now),
      expiresAt,
    ]);
    await putIntoMail(client, contacts, { ...codeMail(email, code), mail_id: newId() }, { dueAt: iso(now), expiresAt });
    return ok({ expires_in_s: CODE_LIVES_MS / 1000, tries: CODE_TRIES });
  });
  if (sent.ok) mailSender.poke();
  return sent;
}

/** Milliseconds until the next code may be sent; 0 is now. */
async function waitFor(client: pg.ClientBase, index: string, now: number): Promise<number> {
  const found = await client.query<{ created_at: Date }>(
    "SELECT created_at FROM sign_in_codes WHERE email_index = $1 AND created_at > $2 ORDER BY created_at DESC",
    [index, iso(now - 24 * HOUR_MS)],
  );
  const until = (nth: number, span: number) => (found.rows[nth - 1]?.created_at.getTime() ?? Number.NEGATIVE_INFINITY) + span - now;
  return Math.max(until(PER_HOUR, HOUR_MS), until(PER_DAY, 24 * HOUR_MS), 0);
}

function codeMail(to: string, code: string): { to: string; subject: string; text: string } {
  const text = `${code}\n\nis your code to sign in to Crema. It is good for ${CODE_LIVES_MS / 60_000} minutes.\n\nYou did not ask for it? Then there is nothing to do: nobody is signed in without it.\n`;
  return { to, subject: "Your code to sign in", text };
}

const wrong = () => refuse("sign_in.code_wrong", `Wrong or expired code. A code has ${CODE_TRIES} tries; ask for a new one.`);

/** Refuses with sign_in.code_wrong; auth.forbidden for the address of an operator. */
export async function signInByCode(
  parts: CommandParts,
  { email, code, first_name: firstName }: { email: string; code: string; first_name: string | null },
): Promise<Result<SignedIn>> {
  const { executor, contacts, clock, newId, randomBytes, signInCodes } = parts;
  const index = contacts.blindIndex(EMAIL, email);
  const hash = signInCodes.hash(index, code);
  const token = newToken("cus", randomBytes);
  const [userId, sealed] = [newId(), contacts.seal(EMAIL, email)];
  // Not `execute`: a wrong try is refused and counted.
  return executor.transaction(async ({ client }) => {
    if (!(await useUp(client, index, hash, clock))) return wrong();
    const now = clock.now();
    const made = await client.query(
      `INSERT INTO users (user_id, role, first_name, email_ciphertext, email_key_id, email_index, created_at)
       VALUES ($1, 'customer', $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [userId, plain(firstName), sealed, sealed.split(".")[1], index, iso(now)],
    );
    const found = await client.query<{ user_id: string; role: string; first_name: string | null }>(
      "SELECT user_id, role, first_name FROM users WHERE email_index = $1",
      [index],
    );
    const user = found.rows[0];
    if (!user) throw new Error("a user has gone while they signed in");
    if (user.role !== "customer") return refuse("auth.forbidden", "This address belongs to an operator, who signs in with a token.");
    const expiresAt = iso(now + SESSION_MS.cus);
    await client.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
      tokenHash(token),
      user.user_id,
      iso(now),
      expiresAt,
    ]);
    return ok({ user_id: user.user_id, first_name: user.first_name, is_new: made.rowCount === 1, token, expires_at: expiresAt });
  });
}

/** Whether the newest code of the address is this one. Counts the try; a code that fits is good once. */
async function useUp(client: pg.ClientBase, index: string, hash: string, clock: Clock): Promise<boolean> {
  const found = await client.query<{ code_id: string; code_hash: string; tries: number; expires_at: Date; used_at: Date | null }>(
    `SELECT code_id, code_hash, tries, expires_at, used_at FROM sign_in_codes
     WHERE email_index = $1 ORDER BY created_at DESC, code_id DESC LIMIT 1 FOR UPDATE`,
    [index],
  );
  const newest = found.rows[0];
  if (!newest || newest.used_at !== null || newest.tries >= CODE_TRIES || newest.expires_at.getTime() <= clock.now()) return false;
  const fits = isSameHash(newest.code_hash, hash);
  await client.query("UPDATE sign_in_codes SET tries = tries + 1, used_at = $2 WHERE code_id = $1", [
    newest.code_id,
    fits ? iso(clock.now()) : null,
  ]);
  return fits;
}
