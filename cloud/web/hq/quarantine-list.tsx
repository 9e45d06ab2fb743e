/** Events of a store that the domain refused, with the reason of each: tried again after a fix, or set aside for good by a person. */
import type { QuarantinedEvent } from "@crema/shared/contract/quarantine";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice } from "./choice.tsx";
import { ServerText } from "./server-text.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

const PAGE = "50";
const LONGEST_REASON = 500;

export function QuarantineList({ store, maySetAside }: { store: Store; maySetAside: boolean }) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const param = { store_id: store.store_id };
  const [state, setState] = useState<"WAITING" | "SET_ASIDE">("WAITING");
  const found = useInfiniteQuery({
    queryKey: ["quarantine", store.store_id, state],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.v1.admin.stores[":store_id"].quarantine.$get({
          param,
          query: { state, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_after,
  });
  useSessionEnd(found.error);
  const reread = () =>
    Promise.all([queries.invalidateQueries({ queryKey: ["quarantine"] }), queries.invalidateQueries({ queryKey: ["stores"] })]);
  const retry = useMutation({
    mutationFn: () => unwrap(api.v1.admin.stores[":store_id"].quarantine.retry.$post({ param, json: {} })),
    onSettled: reread,
  });
  const events = found.data?.pages.flatMap((page) => page.events) ?? [];
  const none = state === "WAITING" ? t("hq.quarantine.none") : t("hq.quarantine.none_aside");
  return (
    <section className="stack" aria-labelledby="quarantine">
      <h3 id="quarantine">{t("hq.quarantine.title")}</h3>
      <p>{t("hq.quarantine.about")}</p>
      <div className="filters">
        <Choice
          label={t("hq.quarantine.which")}
          all={null}
          value={state}
          options={[
            { value: "WAITING", name: t("hq.quarantine.WAITING") },
            { value: "SET_ASIDE", name: t("hq.quarantine.SET_ASIDE") },
          ]}
          onChange={(next) => setState(next || "WAITING")}
        />
        <Button isDisabled={retry.isPending || state !== "WAITING" || events.length === 0} onPress={() => retry.mutate()}>
          {t("hq.quarantine.retry")}
        </Button>
      </div>
      <p role="status">{retry.data ? t("hq.quarantine.retried", { applied: retry.data.applied, waiting: retry.data.remaining }) : ""}</p>
      <ProblemNote error={found.error ?? retry.error} server={SERVICE} />
      {found.isPending ? <p>{t("hq.loading")}</p> : null}
      {found.data && events.length === 0 ? <p className="soft">{none}</p> : null}
      <ul className="cards cards-wide" aria-label={t("hq.quarantine.list")}>
        {events.map((event) => (
          <QuarantinedCard key={`${event.epoch}-${event.seq}`} event={event} timeZone={store.time_zone} maySetAside={maySetAside} />
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          {t("hq.more")}
        </Button>
      ) : null}
    </section>
  );
}

interface CardProps {
  readonly event: QuarantinedEvent;
  readonly timeZone: string;
  readonly maySetAside: boolean;
}

function QuarantinedCard({ event, timeZone, maySetAside }: CardProps) {
  const t = useWords();
  const { moment } = useFormat();
  const when = (at: string) => moment(at, timeZone);
  const { set_aside: aside } = event;
  return (
    <li className="card">
      <div className="card-head">
        <h4>{t("hq.quarantine.event", { seq: event.seq, type: event.event_type })}</h4>
        <span className="small soft number">{when(event.received_at)}</span>
      </div>
      {event.order_id ? <p className="small soft id">{t("hq.quarantine.order", { id: event.order_id })}</p> : null}
      <p>
        <ServerText>{event.detail}</ServerText> <span className="small soft id">{event.code}</span>
      </p>
      {aside ? (
        <p className="note">
          {aside.by.name
            ? t("hq.quarantine.aside_by", { moment: when(aside.at), name: aside.by.name, reason: aside.reason })
            : t("hq.quarantine.aside", { moment: when(aside.at), reason: aside.reason })}
        </p>
      ) : maySetAside ? (
        <SetAside event={event} />
      ) : null}
    </li>
  );
}

function SetAside({ event }: { event: QuarantinedEvent }) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const [reason, setReason] = useState<string | null>(null);
  const setAside = useMutation({
    mutationFn: (json: { reason: string }) => {
      const param = { store_id: event.store_id, epoch: String(event.epoch), seq: String(event.seq) };
      return unwrap(api.v1.admin.stores[":store_id"].quarantine[":epoch"][":seq"]["set-aside"].$post({ param, json }));
    },
    // Also when somebody else was faster: the list shows who.
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ["quarantine"] }), queries.invalidateQueries({ queryKey: ["stores"] })]),
  });
  const change = (text: string) => {
    setAside.reset();
    setReason(text);
  };
  if (reason === null) {
    return (
      <div className="card-foot">
        <Button onPress={() => setReason("")} aria-label={t("hq.quarantine.set_aside_of", { seq: event.seq })}>
          {t("hq.quarantine.set_aside")}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(submit) => {
        submit.preventDefault();
        setAside.mutate({ reason: reason.trim() });
      }}
    >
      <Field label={t("hq.quarantine.why")} maxLength={LONGEST_REASON} value={reason} onChange={change} autoFocus />
      <ProblemNote error={setAside.error} server={SERVICE} />
      <div className="card-foot">
        <Button type="submit" look="danger" isDisabled={reason.trim() === "" || setAside.isPending}>
          {t("hq.quarantine.for_good")}
        </Button>
        <Button onPress={() => setReason(null)}>{t("hq.back")}</Button>
      </div>
    </form>
  );
}
