/** Why there is no price: the server refuses these lines, or does not answer. */
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE } from "../service-api.ts";
import { bold } from "./bold.tsx";
import type { useQuote } from "./use-quote.ts";

export function PriceTrouble({ refused, hasNoResponse }: Pick<ReturnType<typeof useQuote>, "refused" | "hasNoResponse">) {
  const t = useWords();
  if (!hasNoResponse) return <ProblemNote error={refused} server={SERVICE} />;
  return (
    <Note tone="warn" isUrgent>
      {t.drawn("price.no_answer", { b: bold })}
    </Note>
  );
}
