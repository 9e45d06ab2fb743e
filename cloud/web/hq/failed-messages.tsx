/** Messages to customers that could not be sent: what it was about, why, what is to become of it, and on demand whom to call. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { AUDIT } from "./audit-list.tsx";
import { ServerText } from "./server-text.tsx";
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
  const t = useWords();
  const api = useHqApi();
  const { moment } = useFormat();
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
        {t("hq.failed.title")}
      </h2>
      <ul className="cards cards-wide">
        {messages.map((message) => {
          const store = stores.find((one) => one.store_id === message.store_id);
          return (
            <li key={message.message_id} className="card">
              <div className="card-head">
                <h3>{store?.name ?? message.store_id}</h3>
                <span className="small soft number">{moment(message.failed_at, store?.time_zone)}</span>
              </div>
              <p>
                {t("hq.failed.what", {
                  kind: t(`hq.failed.kind.${message.kind}`),
                  channel: t(`hq.failed.channel.${message.channel}`),
                  count: message.tries,
                })}
              </p>
              {message.failure === null ? null : (
                <p className="small soft">
                  <ServerText>{message.failure}</ServerText>
                </p>
              )}
              {mayCall ? <Recipient messageId={message.message_id} /> : null}
              <MessageActions messageId={message.message_id} onOrder={() => onOrder(message.order_id)} />
            </li>
          );
        })}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          {t("hq.more")}
        </Button>
      ) : null}
    </section>
  );
}

/** Asked for one by one, as each look is written down. */
function Recipient({ messageId }: { messageId: string }) {
  const t = useWords();
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
          {t("hq.failed.show")}
        </Button>
        <p className="small soft">{t("hq.failed.logged")}</p>
      </>
    );
  }
  const { email, phone } = show.data;
  return (
    <p role="status" className="contact">
      {phone ? <a href={`tel:${phone}`}>{phone}</a> : null}
      {phone && email ? " · " : ""}
      {email ? <a href={`mailto:${email}`}>{email}</a> : null}
      {phone || email ? "" : t("hq.failed.no_contact")}
    </p>
  );
}

function MessageActions({ messageId, onOrder }: { messageId: string; onOrder(): void }) {
  const t = useWords();
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
        <Button onPress={onOrder}>{t("hq.issues.show_order")}</Button>
        <Button isDisabled={isBusy} onPress={() => letBe.mutate()}>
          {t("hq.failed.dismiss")}
        </Button>
        <Button isDisabled={isBusy} onPress={() => again.mutate()}>
          {t("hq.failed.again")}
        </Button>
      </div>
    </>
  );
}
