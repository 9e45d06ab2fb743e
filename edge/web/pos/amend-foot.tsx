/** Replaces the payment buttons while the lines of an existing order are changed. */
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { BOX } from "../store-api.ts";
import type { Amend } from "./use-amend.ts";
import type { Quote } from "./use-quote.ts";

/** `quote` null: the price of what is on the ticket is not known. */
export function AmendFoot({ amend: { amending, save, leave }, quote }: { amend: Amend; quote: Quote | null }) {
  const { money } = useFormat();
  if (!amending) return null;
  return (
    <>
      <ProblemNote error={save.error} server={BOX} />
      {amending.hadDiscount ? <p className="note note-warn">What was taken off has to be given again.</p> : null}
      <div className="ticket-pay">
        <Button size="large" isDisabled={save.isPending} onPress={leave}>
          Leave as it was
        </Button>
        <Button look="primary" size="large" isDisabled={!quote || save.isPending} onPress={() => save.mutate()}>
          {quote ? `Change to ${money(quote.total_cents, quote)}` : "Change"}
        </Button>
      </div>
    </>
  );
}
