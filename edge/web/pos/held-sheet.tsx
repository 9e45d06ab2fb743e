/** Tickets on hold, of every till of the store. Of two tills that resume the same one, one gets it; the other is told who. */
import type { Draft } from "@crema/shared/contract/drafts";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { HELD } from "./query-keys.ts";
import type { Menu } from "./use-menu.ts";
import "./waiting-row.css";

export interface HeldSheetProps {
  readonly menu: Menu;
  onResume(draft: Draft): void;
  onClose(): void;
}

export function HeldSheet({ menu, onResume, onClose }: HeldSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const { money, time } = useFormat();
  const held = useQuery({ queryKey: HELD, queryFn: () => unwrap(api.v1.drafts.$get()), staleTime: 0 });
  const at = api.v1.drafts[":draft_id"];
  const reread = () => queries.invalidateQueries({ queryKey: HELD });
  const resume = useMutation({
    mutationFn: (draft_id: string) => unwrap(at.resume.$post({ param: { draft_id }, json: {} })),
    onSuccess: onResume,
    onSettled: reread,
  });
  const discard = useMutation({
    mutationFn: (draft_id: string) => unwrap(at.discard.$post({ param: { draft_id }, json: {} })),
    onSettled: reread,
  });
  const nameOf = (itemId: string) => menu.items.get(itemId)?.name ?? itemId;
  return (
    <Sheet
      title={t("pos.held.title")}
      isOpen
      onClose={onClose}
      size="wide"
      problem={<ProblemNote error={held.error ?? resume.error ?? discard.error} server={BOX} />}
    >
      <ul>
        {held.data?.drafts.map((draft) => (
          <li key={draft.draft_id} className="waiting-row">
            <span className="waiting-row-what">
              <strong>
                {draft.guest_number ? t("pos.held.from_phone", { number: draft.guest_number }) : (draft.customer_name ?? t("pos.no_name"))}
              </strong>
              <span>{draft.items.map(({ qty, item_id }) => `${qty}× ${nameOf(item_id)}`).join(", ")}</span>
              <span className="small soft">
                {time(draft.held_at)}
                {draft.held_by.name ? `, ${draft.held_by.name}` : ""}
              </span>
            </span>
            <span className="number">{draft.total_cents === null ? "" : money(draft.total_cents, menu.response)}</span>
            <SteadyButton
              meaning={`discard ${draft.draft_id}`}
              look="danger"
              isDisabled={discard.isPending}
              onPress={() => {
                resume.reset();
                discard.mutate(draft.draft_id);
              }}
            >
              {t("pos.held.discard")}
            </SteadyButton>
            <SteadyButton
              meaning={`resume ${draft.draft_id}`}
              look="primary"
              isDisabled={resume.isPending}
              onPress={() => {
                discard.reset();
                resume.mutate(draft.draft_id);
              }}
            >
              {t("pos.held.resume")}
            </SteadyButton>
          </li>
        ))}
      </ul>
      {held.data?.drafts.length === 0 ? <p className="soft">{t("pos.held.none")}</p> : null}
    </Sheet>
  );
}
