/** By which ways whoever placed the order is told of it; and what to do where nothing is sent to them any more. */
import type { ToldBy as Ways } from "@crema/shared/contract/messages";
import type { OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Note } from "@crema/ui/components/note.tsx";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useCustomerApi } from "../service-api.ts";
import { bold } from "./bold.tsx";
import { Link } from "./link.tsx";
import { isWaitedFor } from "./order-words.ts";

export const toldByKey = (orderId: string) => ["told-by", orderId];

const NAMES = { push: "told.push", email: "told.email", sms: "told.sms" } as const satisfies Readonly<
  Record<Ways["ready"][number], string>
>;

function waysText({ ready, problems }: Ways, t: Words): string | null {
  const list = (channels: Ways["ready"]) => new Intl.ListFormat(t.locale).format(channels.map((channel) => t(NAMES[channel])));
  const others = problems.filter((channel) => !ready.includes(channel));
  if (ready.length === 0) return others.length === 0 ? null : t("told.problems_only", { ways: list(others) });
  const ways = list(ready);
  return others.length === 0 ? t("told.ready_too", { ways }) : t("told.ready_and", { ways, others: list(others) });
}

export function ToldBy({ order }: { order: OrderResponse }) {
  const t = useWords();
  const api = useCustomerApi();
  const isOpen = isWaitedFor(order);
  const ways = useQuery({
    queryKey: toldByKey(order.order_id),
    queryFn: () => unwrap(api.v1.orders[":order_id"]["told-by"].$get({ param: { order_id: order.order_id } })),
    enabled: isOpen,
  }).data;
  if (!isOpen || !ways) return null;
  const text = waysText(ways, t);
  const { email, sms } = ways.ended;
  return (
    <div className="stack">
      {text ? <p className="small">{text}</p> : null}
      {email ? (
        <Note tone="warn">{t.drawn(email === "BOUNCED" ? "told.bounced" : "told.unsubscribed", { b: bold, link: toSignIn })}</Note>
      ) : null}
      {sms ? <Note tone="warn">{t.drawn(sms === "STOPPED" ? "told.sms_stopped" : "told.sms_bounced", { b: bold })}</Note> : null}
    </div>
  );
}

const toSignIn = (content: ReactNode) => <Link to="/app/sign-in">{content}</Link>;
