/** What is sealed of a message that waits: whom it goes to, and what it says. */
import { z } from "zod";

const SealedMessage = z.object({
  /** An address or a number; null: a browser, whose subscription has it. */
  to: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  url: z.string().nullable(),
  unsubscribe_url: z.string().nullable(),
});
export type SealedMessage = z.infer<typeof SealedMessage>;

const CONTROL = /\p{Cc}+/gu;

/** A title is one line, whatever a store is called. */
export const sealedMessage = (message: SealedMessage): string =>
  JSON.stringify({ ...message, title: message.title.replaceAll(CONTROL, " ").slice(0, 200) } satisfies SealedMessage);

export const openedMessage = (json: string): SealedMessage => SealedMessage.parse(JSON.parse(json));
