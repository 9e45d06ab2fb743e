/** The mailer that the settings ask for; null where no mail is sent. */
import type { CloudSettings } from "../settings.ts";
import { createDirectoryMailer } from "./directory-mailer.ts";
import type { Mailer } from "./mailer.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

export function mailerOf({ mail }: Pick<CloudSettings, "mail">): Mailer | null {
  switch (mail.by) {
    case "smtp":
      return createSmtpMailer(mail);
    case "directory":
      return createDirectoryMailer(mail.directory);
    case "nothing":
      return null;
  }
}
