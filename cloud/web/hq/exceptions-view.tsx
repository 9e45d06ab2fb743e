/** What a person has to look at: what happened, what can be done, and, once it is dealt with, who did what. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import CircleCheck from "lucide-react/icons/circle-check";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice } from "./choice.tsx";
import { exceptionName } from "./exception-names.ts";
import { FailedMessages, goToFailedMessages } from "./failed-messages.tsx";
import { type Exception, ResolveSheet } from "./resolve-sheet.tsx";
import { ServerText } from "./server-text.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

const EVERY_MS = 15_000;

export interface ExceptionsViewProps {
  readonly stores: readonly Store[];
  /** "" is all. */
  readonly storeId: string;
  /** May read how somebody can be reached who could not be told. */
  readonly mayCall: boolean;
  onStore(storeId: string): void;
  onOrder(orderId: string): void;
}

export function ExceptionsView({ stores, storeId, mayCall, onStore, onOrder }: ExceptionsViewProps) {
  const t = useWords();
  const api = useHqApi();
  const [state, setState] = useState<"OPEN" | "RESOLVED">("OPEN");
  const [resolving, setResolving] = useState<Exception | null>(null);
  const found = useInfiniteQuery({
    queryKey: ["exceptions", state, storeId],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.v1.admin.exceptions.$get({
          query: { state, ...(storeId ? { store_id: storeId } : {}), ...(pageParam ? { before: pageParam } : {}) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
  useSessionEnd(found.error);
  const exceptions = found.data?.pages.flatMap((page) => page.exceptions) ?? [];
  const nameOf = (id: string | null) =>
    id === null ? t("hq.issues.no_store") : (stores.find((store) => store.store_id === id)?.name ?? id);
  return (
    <section aria-label={t("hq.tab.issues")} className="stack">
      <div className="filters">
        <Choice
          label={t("hq.issues.state")}
          all={null}
          value={state}
          options={[
            { value: "OPEN", name: t("hq.issues.OPEN") },
            { value: "RESOLVED", name: t("hq.issues.RESOLVED") },
          ]}
          onChange={(next) => setState(next || "OPEN")}
        />
        <Choice
          label={t("hq.store")}
          all={t("hq.all_stores")}
          value={storeId}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={onStore}
        />
      </div>
      <ProblemNote error={found.error} server={SERVICE} />
      {found.isPending ? <Skeleton label={t("hq.loading")} kind="tiles" /> : null}
      <div role="status">
        {found.isSuccess && exceptions.length === 0 ? (
          <EmptyState icon={CircleCheck} title={state === "OPEN" ? t("hq.issues.none_open") : t("hq.issues.none_resolved")} />
        ) : null}
      </div>
      <ul className="cards cards-wide">
        {exceptions.map((exception) => (
          <ExceptionCard
            key={exception.exception_id}
            exception={exception}
            storeName={nameOf(exception.store_id)}
            timeZone={stores.find((store) => store.store_id === exception.store_id)?.time_zone}
            onResolve={() => setResolving(exception)}
            onOrder={onOrder}
          />
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          {t("hq.more")}
        </Button>
      ) : null}
      <FailedMessages stores={stores} storeId={storeId} mayCall={mayCall} onOrder={onOrder} />
      <ResolveSheet exception={resolving} storeName={nameOf(resolving?.store_id ?? null)} onClose={() => setResolving(null)} />
    </section>
  );
}

interface CardProps {
  readonly exception: Exception;
  readonly storeName: string;
  readonly timeZone: string | undefined;
  onResolve(): void;
  onOrder(orderId: string): void;
}

export function ExceptionCard({ exception, storeName, timeZone, onResolve, onOrder }: CardProps) {
  const t = useWords();
  const { moment } = useFormat();
  const when = (at: string) => moment(at, timeZone);
  const name = exceptionName(exception.kind, t);
  const by = exception.resolved_by?.name;
  const { order_id: orderId, resolved_at: resolvedAt } = exception;
  return (
    <li className="card">
      <div className="card-head">
        <h2>{name}</h2>
        <span className="small soft number">{when(exception.raised_at)}</span>
      </div>
      <p className="small soft">{storeName}</p>
      <dl className="stack">
        <div>
          <dt className="small soft">{t("hq.issues.happened")}</dt>
          <dd>
            <ServerText>{exception.detail}</ServerText>
          </dd>
        </div>
        <div>
          <dt className="small soft">{t("hq.issues.to_do")}</dt>
          <dd>
            <ServerText>{exception.what_to_do}</ServerText>
          </dd>
        </div>
        {resolvedAt ? (
          <div className="note note-good">
            <dt className="small">
              {by
                ? t("hq.issues.resolved_by", { moment: when(resolvedAt), name: by })
                : t("hq.issues.resolved", { moment: when(resolvedAt) })}
            </dt>
            <dd>{exception.resolution ?? t("hq.issues.no_note")}</dd>
          </div>
        ) : null}
      </dl>
      <div className="card-foot">
        {orderId ? <Button onPress={() => onOrder(orderId)}>{t("hq.issues.show_order")}</Button> : null}
        {exception.kind === "message.undeliverable" && orderId === null && !resolvedAt ? (
          <Button onPress={goToFailedMessages}>{t("hq.failed.title")}</Button>
        ) : null}
        {resolvedAt ? null : (
          <Button onPress={onResolve} aria-label={t("hq.issues.resolve_of", { store: storeName, issue: name })}>
            {t("hq.issues.resolve")}
          </Button>
        )}
      </div>
    </li>
  );
}
