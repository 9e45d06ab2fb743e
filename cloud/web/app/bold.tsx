/** The `<b>` of a text: what has happened, before what to do about it. */
import type { Tag } from "@crema/ui/words/words.ts";

export const bold: Tag = (content) => <strong>{content}</strong>;
