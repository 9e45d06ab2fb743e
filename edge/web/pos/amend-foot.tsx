/** Replaces the payment buttons while the lines of an existing order are changed. */

import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { BOX } from "../store-api.ts";
import type { Amend } from "./use-amend.ts";
import type { Quote } from "./use-quote.ts";

/** `quote` null: the price of what is on the ticket is not known. */
export function AmendFoot({ amend: { amending, save, leave }, quote }: { amend: Amend; quote: Quote | null }) {
  const t = useWords();
  const { money } = useFormat();
  if (!amending) return null;
  return (
    <>
      <ProblemNote error={save.error} server={BOX} />
      {amending.hadDiscount ? <p className="note note-warn">{t("pos.amend.discount")}</p> : null}
      <div className="ticket-pay">
        <Button size="large" isDisabled={save.isPending} onPress={leave}>
          {t("pos.amend.discard")}
        </Button>
        <Button look="primary" size="large" isDisabled={!quote || save.isPending} onPress={() => save.mutate()}>
          {quote ? t("pos.amend.save_at", { amount: money(quote.total_cents, quote) }) : t("pos.amend.save")}
        </Button>
      </div>
    </>
  );
}
