/** Why there is no price: the server refuses these lines, or does not answer. */
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { SERVICE } from "../service-api.ts";
import type { useQuote } from "./use-quote.ts";

export function PriceTrouble({ refused, hasNoResponse }: Pick<ReturnType<typeof useQuote>, "refused" | "hasNoResponse">) {
  if (!hasNoResponse) return <ProblemNote error={refused} server={SERVICE} />;
  return (
    <p className="note note-warn" role="alert">
      <strong>No answer from the service.</strong> Check your network. The price appears here by itself as soon as there is an answer.
    </p>
  );
}
