/** Between the heading and the pages of what is to be made. */
import type { AllDayCount } from "@crema/shared/contract/streams";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Undo2 from "lucide-react/icons/undo-2";
import type { Steps } from "./use-steps.ts";

/** What is still to be made of each item, over all open orders. */
export function AllDay({ counts }: { readonly counts: readonly AllDayCount[] }) {
  const t = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list has to be scrolled by keyboard as well
    <section className="barista-day" aria-label={t("queue.all_day")} tabIndex={0}>
      <b>{t("queue.all_day")}</b>
      {counts.length === 0 ? <span className="soft">{t("queue.all_day_none")}</span> : null}
      {counts.map(({ item_id, name, qty }) => (
        <span key={item_id} className="barista-count">
          <b className="number">{qty}</b> {name}
        </span>
      ))}
    </section>
  );
}

/** The last step here, while it can be taken back; or what somebody else has just done. */
export function JustDone({ steps, told }: { readonly steps: Steps; readonly told: string | null }) {
  const t = useWords();
  const { undo } = steps;
  return (
    <p className="barista-undo" role="status">
      {undo ? (
        <>
          {undo.text}
          <SteadyButton icon={Undo2} meaning={undo.text} isDisabled={undo.run === null} {...(undo.run ? { onPress: undo.run } : {})}>
            {t("queue.undo")}
          </SteadyButton>
        </>
      ) : (
        told
      )}
    </p>
  );
}
