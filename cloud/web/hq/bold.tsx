/** What a text puts between `<b>` and `</b>`, and between `<code>` and `</code>`. */
import type { Tag } from "@crema/ui/words/words.ts";

export const bold: Tag = (content) => <b>{content}</b>;
export const code: Tag = (content) => <code>{content}</code>;
