/**
 * Mail as files, one JSON document each, for a chain that runs on one machine. Names sort by the time of writing. A
 * file is written under another name and renamed, so that nobody reads half a mail.
 */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Mailer } from "./mailer.ts";

/** What a file holds. */
export const WrittenMail = z.object({
  mail_id: z.uuid(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  unsubscribe_url: z.string().nullish(),
});
export type WrittenMail = z.infer<typeof WrittenMail>;

export function createDirectoryMailer(directory: string): Mailer {
  return {
    async send(mail) {
      const file = join(directory, `${mail.mail_id}.json`);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.part`, `${JSON.stringify(WrittenMail.parse(mail), null, 2)}\n`, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
  };
}
