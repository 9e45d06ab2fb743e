/** Messages to customers that could not be sent: what it was about, why, and what is to become of it. Whom it was for nobody sees. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

const KEY = "failed-messages";
const EVERY_MS = 15_000;

const KINDS = {
  ACCEPTED: "Accepted",
  READY: "Ready to pick up",
  CANCELLED: "Cancelled",
  REFUNDED: "Refunded",
  LATE: "Late",
  SUBSTITUTE_ASKED: "Something cannot be made",
  RECEIPT: "Receipt",
} as const;
const CHANNELS = { email: "e-mail", push: "push", sms: "text message" } as const;

interface FailedMessagesProps {
  readonly stores: readonly Store[];
  /** "" is all. */
  readonly storeId: string;
  onOrder(orderId: string): void;
}

/** Nothing where there are none. */
export function FailedMessages({ stores, storeId, onOrder }: FailedMessagesProps) {
  const api = useHqApi();
  const { day, time } = useFormat();
  const found = useInfiniteQuery({
    queryKey: [KEY, storeId],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.v1.admin["failed-messages"].$get({
          query: { ...(storeId ? { store_id: storeId } : {}), ...(pageParam ? { before: pageParam } : {}) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
    refetchInterval: EVERY_MS,
  });
  useSessionEnd(found.error);
  const messages = found.data?.pages.flatMap((page) => page.messages) ?? [];
  if (messages.length === 0) return <ProblemNote error={found.error} server={SERVICE} />;
  return (
    <section aria-labelledby={KEY} className="stack">
      <h2 id={KEY}>Failed messages</h2>
      <ul className="cards cards-wide">
        {messages.map((message) => {
          const store = stores.find((one) => one.store_id === message.store_id);
          return (
            <li key={message.message_id} className="card">
              <div className="card-head">
                <h3>{store?.name ?? message.store_id}</h3>
                <span className="small soft number">
                  {day(message.failed_at, store?.time_zone)} {time(message.failed_at, store?.time_zone)}
                </span>
              </div>
              <p>
                “{KINDS[message.kind]}” by {CHANNELS[message.channel]}, tried {message.tries === 1 ? "once" : `${message.tries} times`}
              </p>
              <p className="small soft">{message.failure}</p>
              <MessageActions messageId={message.message_id} onOrder={() => onOrder(message.order_id)} />
            </li>
          );
        })}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}

function MessageActions({ messageId, onOrder }: { messageId: string; onOrder(): void }) {
  const api = useHqApi();
  const queries = useQueryClient();
  const message = api.v1.admin["failed-messages"][":message_id"];
  const asked = { param: { message_id: messageId }, json: {} };
  const onSuccess = () => queries.invalidateQueries({ queryKey: [KEY] });
  const again = useMutation({ mutationFn: () => unwrap(message["send-again"].$post(asked)), onSuccess });
  const letBe = useMutation({ mutationFn: () => unwrap(message["let-be"].$post(asked)), onSuccess });
  const isBusy = again.isPending || letBe.isPending;
  return (
    <>
      <ProblemNote error={again.error ?? letBe.error} server={SERVICE} />
      <div className="card-foot">
        <Button onPress={onOrder}>Show the order</Button>
        <Button isDisabled={isBusy} onPress={() => letBe.mutate()}>
          Let it be
        </Button>
        <Button look="primary" isDisabled={isBusy} onPress={() => again.mutate()}>
          Send again
        </Button>
      </div>
    </>
  );
}
