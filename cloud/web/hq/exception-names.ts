/** What an issue is called, by its kind; one that this page does not know keeps its kind. */
import type { Words } from "@crema/ui/words/words.ts";

export const exceptionName = (kind: string, t: Words): string => t.optional(`hq.issue.${kind}`) ?? kind;
