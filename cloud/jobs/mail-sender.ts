/**
 * Sends the mails that wait. A mail that is not accepted is tried again, later each time, until it is of no use any
 * more. A mail server that does not respond delays only its own mails; whoever asked has had a response long ago.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Sealer } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import { mailNotSent, mailSent, takeDueMails } from "../mail/mail-rows.ts";
import type { Mailer } from "../mail/mailer.ts";

const EVERY_MS = 2_000;
/** After the first failure; doubled by each further one. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 60_000;

export interface MailSenderOptions {
  readonly database: Database;
  readonly mailer: Mailer;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

export function createMailSender(options: MailSenderOptions): Job {
  return createJob({
    timers: options.timers,
    everyMs: EVERY_MS,
    onError: options.onError,
    mayRun: options.mayRun ?? (() => true),
    run: async () => void (await sendMails(options)),
  });
}

/** Returns how many were sent. Rejects, after having tried all, when one was not taken. */
export async function sendMails({
  database: { pool },
  mailer,
  sealer,
  clock,
}: Omit<MailSenderOptions, "timers" | "onError" | "mayRun">): Promise<number> {
  const taken = await takeDueMails(pool, sealer, clock.now());
  const outcomes = await Promise.allSettled(
    taken.map(async ({ mail, tries }) => {
      try {
        await mailer.send(mail);
      } catch (error) {
        await mailNotSent(pool, mail.mail_id, clock.now() + Math.min(AGAIN_MS * 2 ** (tries - 1), AGAIN_MAX_MS));
        throw error;
      }
      await mailSent(pool, mail.mail_id);
    }),
  );
  await pool.query("DELETE FROM mails WHERE expires_at <= $1", [iso(clock.now())]);
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} mails were not taken and are tried again`);
  return taken.length;
}
