/**
 * Signing in by a code that was sent to an e-mail address. Nothing here may tell whether an address is known, so the same is
 * done for every address. A code is a challenge of its own: its tries are spent by whoever has its id, and it stands until it
 * is used or over, whatever codes others ask for. The mail is a row of the same commit, which somebody else sends later.
 */
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Language } from "@crema/shared/domain/store/profile";
import type pg from "pg";
import { EMAIL_PURPOSE } from "../auth/contact-cipher.ts";
import { newToken, SESSION_MS, tokenHash } from "../auth/opaque-token.ts";
import { CODE_LIVES_MS, CODE_TRIES, isSameHash, LONG_CODE_LIVES_MS } from "../auth/sign-in-code.ts";
import { insertCustomer } from "../db/customers.ts";
import { putIntoMail } from "../mail/mail-rows.ts";
import { wordsIn } from "../messages/texts/words-in.ts";
import type { CodeAsker, SignedIn, SignInGiven } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";

const HOUR_MS = 3_600_000;
/** Codes of six digits that one asker gets for one address. Its owner may be on the same network, so more are long ones as well. */
const PER_HOUR = 6;
const PER_DAY = 20;
/**
 * Codes of six digits for one address that strangers to it ask for, all together: five tries each, so whoever guesses from many
 * networks has 200 tries a day at a million codes. Beyond that nobody is turned away, as strangers could keep the owner out by it:
 * the next code is a long one, and its one mail serves all who ask in the 50 minutes after it, each by a challenge of their own.
 * So the mailbox gets one more mail an hour, at most. Whoever has signed in to the address from the same network notices nothing.
 */
const STRANGERS_PER_HOUR = 12;
const STRANGERS_PER_DAY = 40;

export interface CodeSent {
  readonly challenge_id: string;
  readonly expires_in_s: number;
  readonly tries: number;
}

/** Refuses with sign_in.unavailable. */
export async function requestSignInCode(deps: CommandContext, email: string, by: CodeAsker): Promise<Result<CodeSent>> {
  const { executor, contacts, clock, newId, signInCodes, mailSender } = deps;
  if (!mailSender) return refuse("sign_in.unavailable", "No mail is sent from here. Order as a guest.");
  const index = contacts.blindIndex(EMAIL_PURPOSE, email);
  const asker = signInCodes.asker(by.address);
  const challengeId = newId();
  const now = clock.now();
  const sent = await executor.execute(async ({ client }) => {
    // Two requests at once for one address are counted one after the other.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [index]);
    const before = await codesBefore(client, index, now);
    const isLong = hasAskedEnough(before, asker, now) || isCrowded(before, asker, now);
    const unexpired = isLong ? before.find((row) => isLongCode(row) && row.expires_at.getTime() > now + CODE_LIVES_MS) : undefined;
    const code = isLong ? signInCodes.makeLong() : signInCodes.make();
    const livesMs = isLong && !unexpired ? LONG_CODE_LIVES_MS : CODE_LIVES_MS;
    const hash = unexpired?.code_hash ?? signInCodes.hash(index, code);
    await client.query(
      "INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6)",
      [challengeId, index, hash, iso(now), iso(now + livesMs), asker],
    );
    if (!unexpired) {
      const { title: subject, text } = wordsIn(await languageFor(client, index, by)).signIn(code, livesMs / 60_000, isLong);
      const mail = { to: email, subject, text, mail_id: newId() };
      await putIntoMail(client, contacts, mail, { dueAt: iso(now), expiresAt: iso(now + livesMs) });
    }
    return ok({ challenge_id: challengeId, expires_in_s: livesMs / 1000, tries: CODE_TRIES });
  });
  if (sent.ok) mailSender.poke();
  return sent;
}

interface CodeRow {
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly code_hash: string;
  readonly asked_by: string | null;
  readonly used_at: Date | null;
}

/** Of the last day, and those that were used; the newest first. */
async function codesBefore(client: pg.ClientBase, index: string, now: number): Promise<CodeRow[]> {
  const found = await client.query<CodeRow>(
    `SELECT created_at, expires_at, code_hash, asked_by, used_at FROM sign_in_codes
     WHERE email_index = $1 AND (created_at > $2 OR used_at IS NOT NULL) ORDER BY created_at DESC`,
    [index, iso(now - 24 * HOUR_MS)],
  );
  return found.rows;
}

/** By how long it was good when it was made: by the time it has left, a short one of a clock that was ahead would look like one. */
const isLongCode = ({ created_at, expires_at }: CodeRow): boolean => expires_at.getTime() - created_at.getTime() > CODE_LIVES_MS;

/** Milliseconds until the nth newest is so old. */
const waitUntil = (rows: readonly CodeRow[], nth: number, span: number, now: number): number =>
  (rows[nth - 1]?.created_at.getTime() ?? Number.NEGATIVE_INFINITY) + span - now;

function hasAskedEnough(before: readonly CodeRow[], asker: string, now: number): boolean {
  const own = before.filter((row) => row.asked_by === asker);
  return waitUntil(own, PER_HOUR, HOUR_MS, now) > 0 || waitUntil(own, PER_DAY, 24 * HOUR_MS, now) > 0;
}

function isCrowded(before: readonly CodeRow[], asker: string, now: number): boolean {
  if (before.some((row) => row.asked_by === asker && row.used_at !== null)) return false;
  return waitUntil(before, STRANGERS_PER_HOUR, HOUR_MS, now) > 0 || waitUntil(before, STRANGERS_PER_DAY, 24 * HOUR_MS, now) > 0;
}

/** The mail goes to whoever owns the address alone, so that it tells nobody else that there is an account. */
async function languageFor(client: pg.ClientBase, index: string, { chosen, asked }: CodeAsker): Promise<Language> {
  if (chosen) return chosen;
  const found = await client.query<{ language: Language | null }>("SELECT language FROM users WHERE email_index = $1", [index]);
  return found.rows[0]?.language ?? asked ?? "en";
}

const wrong = () =>
  refuse("sign_in.code_wrong", `A code is good for ten minutes and ${CODE_TRIES} tries. Look at the newest mail, or ask for a new one.`);

/** Refuses with sign_in.code_wrong; auth.forbidden for the address of an operator. */
export async function signInByCode(
  deps: CommandContext,
  { challenge_id: challengeId, email, code, first_name: firstName }: SignInGiven,
): Promise<Result<SignedIn>> {
  const { executor, contacts, clock, newId, randomBytes, signInCodes } = deps;
  const index = contacts.blindIndex(EMAIL_PURPOSE, email);
  const hash = signInCodes.hash(index, code);
  const token = newToken("cus", randomBytes);
  const [userId, sealed] = [newId(), contacts.seal(EMAIL_PURPOSE, email)];
  // Not `execute`: a wrong try is refused and counted.
  return executor.transaction(async ({ client }) => {
    // First the user, then the code, as an erasure does: it is waited for, and what it leaves is what counts.
    const known = await lockUser(client, index);
    if (!(await useUp(client, challengeId, index, hash, clock))) return wrong();
    const now = clock.now();
    const [createdAt, emailProvedAt] = [iso(now), iso(now)];
    const added = { userId, firstName, sealedEmail: sealed, emailIndex: index, createdAt, emailProvedAt };
    const isNew = !known && (await insertCustomer(client, added));
    const user = known ?? (await lockUser(client, index));
    // Somebody else has signed in to the address meanwhile, and was erased.
    if (!user) return wrong();
    if (user.role !== "customer") return refuse("auth.forbidden", "This address belongs to an operator, who signs in with a token.");
    await proveAddress(client, user.user_id, iso(now));
    await client.query("UPDATE users SET signed_in_at = $2 WHERE user_id = $1", [user.user_id, iso(now)]);
    const expiresAt = iso(now + SESSION_MS.cus);
    await client.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
      tokenHash(token),
      user.user_id,
      iso(now),
      expiresAt,
    ]);
    return ok({ user_id: user.user_id, first_name: user.first_name, is_new: isNew, token, expires_at: expiresAt });
  });
}

interface KnownUser {
  readonly user_id: string;
  readonly role: string;
  readonly first_name: string | null;
}

async function lockUser(client: pg.ClientBase, index: string): Promise<KnownUser | undefined> {
  const text = "SELECT user_id, role, first_name FROM users WHERE email_index = $1 FOR NO KEY UPDATE";
  return (await client.query<KnownUser>(text, [index])).rows[0];
}

/** Whoever was signed in before anybody had proved the address is not known to be its owner: an operator registered it, say. */
async function proveAddress(client: pg.ClientBase, userId: string, at: string): Promise<void> {
  const first = await client.query("UPDATE users SET email_proved_at = $2 WHERE user_id = $1 AND email_proved_at IS NULL", [userId, at]);
  if (first.rowCount === 1) await client.query("DELETE FROM sessions WHERE user_id = $1", [userId]);
}

/** Whether this is the challenge's code, and the address's. Counts the try; a code that fits is good once. */
async function useUp(client: pg.ClientBase, challengeId: string, index: string, hash: string, clock: Clock): Promise<boolean> {
  const found = await client.query<{ code_hash: string; tries: number; expires_at: Date; used_at: Date | null }>(
    "SELECT code_hash, tries, expires_at, used_at FROM sign_in_codes WHERE code_id = $1 AND email_index = $2 FOR UPDATE",
    [challengeId, index],
  );
  const challenge = found.rows[0];
  if (!challenge || challenge.used_at !== null || challenge.tries >= CODE_TRIES || challenge.expires_at.getTime() <= clock.now())
    return false;
  const fits = isSameHash(challenge.code_hash, hash);
  await client.query("UPDATE sign_in_codes SET tries = tries + 1, used_at = $2 WHERE code_id = $1", [
    challengeId,
    fits ? iso(clock.now()) : null,
  ]);
  return fits;
}
