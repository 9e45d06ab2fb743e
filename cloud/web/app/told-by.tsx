/** By which ways whoever placed the order is told of it; and what to do where nothing is sent to them any more. */
import type { ToldBy as Ways } from "@crema/shared/contract/messages";
import type { OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";
import { Link } from "./link.tsx";

export const toldByKey = (orderId: string) => ["told-by", orderId];

const NAMES: Readonly<Record<Ways["ready"][number], string>> = { push: "on your devices", email: "by e-mail", sms: "by text message" };
const list = (channels: Ways["ready"]) => channels.map((channel) => NAMES[channel]).join(" and ");

function waysText({ ready, problems }: Ways): string | null {
  const others = problems.filter((channel) => !ready.includes(channel));
  if (ready.length === 0) return others.length === 0 ? null : `If something is wrong you are told ${list(others)}.`;
  return `You are told ${list(ready)} when it is ready${others.length === 0 ? ", or if something is wrong." : `; ${list(others)} too if something is wrong.`}`;
}

export function ToldBy({ order }: { order: OrderResponse }) {
  const api = useCustomerApi();
  const isOpen = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  const ways = useQuery({
    queryKey: toldByKey(order.order_id),
    queryFn: () => unwrap(api.v1.orders[":order_id"]["told-by"].$get({ param: { order_id: order.order_id } })),
    enabled: isOpen,
  }).data;
  if (!isOpen || !ways) return null;
  const text = waysText(ways);
  const { email, sms } = ways.ended;
  return (
    <div className="stack">
      {text ? <p className="small">{text}</p> : null}
      {email ? (
        <p className="note note-warn small">
          <strong>{email === "BOUNCED" ? "Mails to your address came back." : "Mails about orders to your address were ended."}</strong>{" "}
          None is sent. To get them again <Link to="/app/sign-in">sign in with the address</Link> and choose “Send me these mails again”
          {email === "UNSUBSCRIBED" ? ", or open the link at the end of an earlier mail" : ""}.
        </p>
      ) : null}
      {sms ? (
        <p className="note note-warn small">
          <strong>No text message goes to your number.</strong>{" "}
          {sms === "STOPPED"
            ? "They were stopped at your network, which starts them again when you send START to our number."
            : "They did not arrive."}
        </p>
      ) : null}
    </div>
  );
}
