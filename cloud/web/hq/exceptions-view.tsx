/** What a person has to look at: what happened, what can be done, and, once it is dealt with, who did what. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice } from "./choice.tsx";
import { exceptionName } from "./exception-names.ts";
import { FailedMessages, goToFailedMessages } from "./failed-messages.tsx";
import { type Exception, ResolveSheet } from "./resolve-sheet.tsx";
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
  const nameOf = (id: string | null) => (id === null ? "No store" : (stores.find((store) => store.store_id === id)?.name ?? id));
  return (
    <section aria-label="Exceptions">
      <div className="filters">
        <Choice
          label="State"
          all={null}
          value={state}
          options={[
            { value: "OPEN", name: "Open" },
            { value: "RESOLVED", name: "Resolved" },
          ]}
          onChange={(next) => setState(next || "OPEN")}
        />
        <Choice
          label="Store"
          all="All stores"
          value={storeId}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={onStore}
        />
      </div>
      <ProblemNote error={found.error} server={SERVICE} />
      <p role="status" className="small soft">
        {found.isPending
          ? "Reading the exceptions …"
          : exceptions.length > 0
            ? ""
            : state === "OPEN"
              ? "Nothing is open. Well done."
              : "Nothing has been resolved yet."}
      </p>
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
          Show more
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
  const { day, time } = useFormat();
  const when = (at: string) => `${day(at, timeZone)} ${time(at, timeZone)}`;
  const { order_id: orderId, resolved_at: resolvedAt } = exception;
  return (
    <li className="card">
      <div className="card-head">
        <h2>{storeName}</h2>
        <span className="small soft number">{when(exception.raised_at)}</span>
      </div>
      <p className="small soft">{exceptionName(exception.kind)}</p>
      <dl className="stack">
        <div>
          <dt className="small soft">What happened</dt>
          <dd>{exception.detail}</dd>
        </div>
        <div>
          <dt className="small soft">What can be done</dt>
          <dd>{exception.what_to_do}</dd>
        </div>
        {resolvedAt ? (
          <div className="note note-good">
            <dt className="small">
              Resolved {when(resolvedAt)}
              {exception.resolved_by?.name ? ` by ${exception.resolved_by.name}` : ""}
            </dt>
            <dd>{exception.resolution ?? "without a note"}</dd>
          </div>
        ) : null}
      </dl>
      <div className="card-foot">
        {orderId ? <Button onPress={() => onOrder(orderId)}>Show the order</Button> : null}
        {exception.kind === "message.undeliverable" && orderId === null && !resolvedAt ? (
          <Button onPress={goToFailedMessages}>Failed messages</Button>
        ) : null}
        {resolvedAt ? null : (
          <Button look="primary" onPress={onResolve} aria-label={`Resolve the exception of ${storeName}: ${exceptionName(exception.kind)}`}>
            Resolve …
          </Button>
        )}
      </div>
    </li>
  );
}
