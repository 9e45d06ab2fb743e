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
}

export interface Mailer {
  /** Rejects when the mail was not taken. The error's message and `code` hold no address. */
  send(mail: Mail): Promise<void>;
}
