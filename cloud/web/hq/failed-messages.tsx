/** Messages to customers that could not be sent: what it was about, why, what is to become of it, and on demand whom to call. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { AUDIT } from "./audit-list.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

const KEY = "failed-messages";

/** From the exception to the list below it. */
export function goToFailedMessages(): void {
  const heading = document.getElementById(KEY);
  heading?.scrollIntoView();
  heading?.focus();
}

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
const TIMES: Readonly<Record<number, string>> = { 0: "not once", 1: "once", 2: "twice" };
const CHANNELS = { email: "e-mail", push: "push", sms: "text message" } as const;

interface FailedMessagesProps {
  readonly stores: readonly Store[];
  /** "" is all. */
  readonly storeId: string;
  /** May read how a recipient can be reached. */
  readonly mayCall: boolean;
  onOrder(orderId: string): void;
}

/** Nothing where there are none. */
export function FailedMessages({ stores, storeId, mayCall, onOrder }: FailedMessagesProps) {
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
      <h2 id={KEY} tabIndex={-1}>
        Failed messages
      </h2>
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
                “{KINDS[message.kind]}” by {CHANNELS[message.channel]}, tried {TIMES[message.tries] ?? `${message.tries} times`}
              </p>
              <p className="small soft">{message.failure}</p>
              {mayCall ? <Recipient messageId={message.message_id} /> : null}
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

/** Asked for one by one, as each look is written down. */
function Recipient({ messageId }: { messageId: string }) {
  const api = useHqApi();
  const queries = useQueryClient();
  const show = useMutation({
    mutationFn: () =>
      unwrap(api.v1.admin["failed-messages"][":message_id"].recipient.$post({ param: { message_id: messageId }, json: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: AUDIT }),
  });
  if (!show.data) {
    return (
      <>
        <ProblemNote error={show.error} server={SERVICE} />
        <Button look="quiet" isDisabled={show.isPending} onPress={() => show.mutate()}>
          Show how to reach them
        </Button>
        <p className="small soft">Each look is written down.</p>
      </>
    );
  }
  const { email, phone } = show.data;
  return (
    <p role="status" className="contact">
      {phone ? <a href={`tel:${phone}`}>{phone}</a> : null}
      {phone && email ? " · " : ""}
      {email ? <a href={`mailto:${email}`}>{email}</a> : null}
      {phone || email ? "" : "No address and no number is known. Tell them when they come: the order has their name."}
    </p>
  );
}

function MessageActions({ messageId, onOrder }: { messageId: string; onOrder(): void }) {
  const api = useHqApi();
  const queries = useQueryClient();
  const message = api.v1.admin["failed-messages"][":message_id"];
  const asked = { param: { message_id: messageId }, json: {} };
  const onSuccess = () => Promise.all([KEY, "exceptions", "stores"].map((queryKey) => queries.invalidateQueries({ queryKey: [queryKey] })));
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
