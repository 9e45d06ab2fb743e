/**
 * How mail leaves the cloud: by SMTP, or as files where nothing may leave the machine. A mail is sent after the commit
 * that wrote it, and possibly twice: a mailer is never called inside a transaction, and equal `mail_id`s are the same
 * mail.
 */
export interface Mail {
  readonly mail_id: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** Ends mails of this kind by one click (RFC 8058); null: they are asked for one by one. */
  readonly unsubscribe_url?: string | null | undefined;
}

/** For good: trying again changes nothing. The message holds no address. */
export class MailRefused extends Error {
  constructor(
    why: string,
    /** Nothing arrives there any more; else it is this mail that is not taken. */
    readonly isRecipientGone: boolean,
  ) {
    super(why);
  }
}

export interface Mailer {
  /** Rejects when the mail was not taken, with MailRefused where it never will be. The error's message and `code` hold no address. */
  send(mail: Mail): Promise<void>;
}
