/** The ticket that waits at the counter: its number, what it costs, and what became of it: the order, until it is picked up. */
import type { GuestDraftState } from "@crema/shared/contract/guest-drafts";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useGuestApi } from "./guest-api.ts";
import { Trouble } from "./trouble.tsx";

const REREAD_MS = 5_000;

type HeldOrder = NonNullable<GuestDraftState["order"]>;

const isDone = (order: HeldOrder | null | undefined): boolean => order?.status === "COMPLETED" || order?.status === "CANCELLED";

/** The number on the board takes the place of the phone's own. */
function orderText({ status, is_paid }: HeldOrder, t: Words): string {
  if (status === "COMPLETED") return t("guest.collected");
  if (status === "CANCELLED") return t("guest.cancelled");
  if (status === "READY") return is_paid ? t("guest.ready") : t("guest.ready_unpaid");
  return is_paid ? t("guest.paid") : t("guest.unpaid");
}

export function Held({ token, onLeave }: { readonly token: string; onLeave(): void }) {
  const api = useGuestApi();
  const t = useWords();
  const { money, minutes } = useFormat();
  const authorized = { headers: { authorization: `Bearer ${token}` } };
  const draft = useQuery({
    queryKey: ["draft", token],
    queryFn: () => unwrap(api.v1.guest.draft.$get({}, authorized)),
    refetchInterval: (query) =>
      query.state.data?.status === "OVER" || isDone(query.state.data?.order) || isRefusal(query.state.error, "draft.not_found")
        ? false
        : REREAD_MS,
  });
  const takeBack = useMutation({
    mutationFn: () => unwrap(api.v1.guest.draft.withdraw.$post({ json: {} }, authorized)),
    onSuccess: ({ status }) => (status === "RESUMED" ? void draft.refetch() : onLeave()),
  });
  const isUnknown = isRefusal(draft.error, "draft.not_found");
  const status = isUnknown ? "OVER" : draft.data?.status;
  const order = draft.data?.order ?? null;
  return (
    <main className="guest guest-held">
      {draft.data ? (
        <>
          <h1>{t("guest.number")}</h1>
          <p className={status === "OVER" || isDone(order) ? "guest-number guest-number-over" : "guest-number"}>
            {order?.ticket_number ?? draft.data.number}
          </p>
          <p className="guest-sum number">{money(draft.data.total_cents, draft.data)}</p>
        </>
      ) : (
        <h1>{t("guest.page_title")}</h1>
      )}
      <p role="status">
        {order && status !== "OVER"
          ? orderText(order, t)
          : status === "WAITING"
            ? t("guest.say_it")
            : status === "RESUMED"
              ? t("guest.at_counter")
              : status === "OVER"
                ? t("guest.over")
                : t("guest.wait")}
      </p>
      {status === "WAITING" ? <p className="soft">{t("guest.held_for", { time: minutes((draft.data?.waits_s ?? 0) * 1000) })}</p> : null}
      <Trouble error={isUnknown ? null : (takeBack.error ?? draft.error)} />
      {status === "WAITING" ? (
        <Button size="large" isPending={takeBack.isPending} onPress={() => takeBack.mutate()}>
          {t("guest.take_back")}
        </Button>
      ) : null}
      <Button size="large" look={status === "WAITING" ? "quiet" : "plain"} onPress={onLeave}>
        {t("guest.another")}
      </Button>
    </main>
  );
}
