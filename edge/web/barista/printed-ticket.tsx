/** A ticket, and a label for each cup, on paper. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { noteShown } from "../allergy.ts";
import type { Menu } from "../pos/use-menu.ts";
import { allergiesOf } from "./allergies.ts";
import { whatDiffers } from "./what-differs.ts";
import "./printed-ticket.css";

interface PrintedProps {
  readonly order: OrderResource;
  readonly menu: Menu | null;
}

const PLACES = { PICKUP: "queue.to_go", IN_STORE: "queue.here" } as const;

export function PrintedTicket({ order, menu }: PrintedProps) {
  const t = useWords();
  const shownNote = (note: string | null) => note && noteShown(note, t);
  const { time } = useFormat();
  return (
    <div className="paper paper-ticket">
      <strong className="paper-number">{order.ticket_number}</strong>
      <p>
        {order.customer_name} {t(PLACES[order.fulfillment_type])} {t("queue.for_time", { time: time(order.promised_at) })}
      </p>
      {allergiesOf(order).map(({ text, item }) => (
        <p key={`${item} ${text}`}>
          <strong>{t("store.allergy", { note: `${text} ${item ?? ""}` })}</strong>
        </p>
      ))}
      <ul>
        {order.lines.map((line) => (
          <li key={line.line_id}>
            <b>{`${line.qty}× ${line.name}`}</b>
            <Details texts={whatDiffers(line, order.menu_version, menu, t)} note={shownNote(line.note)} />
          </li>
        ))}
      </ul>
      {order.note ? <p>{shownNote(order.note)}</p> : null}
    </div>
  );
}

/** One for each piece, numbered. */
export function PrintedLabels({ order, menu }: PrintedProps) {
  const t = useWords();
  const shownNote = (note: string | null) => note && noteShown(note, t);
  const pieces = order.lines.flatMap((line) => Array.from({ length: line.qty }, (_, piece) => ({ line, piece })));
  return pieces.map(({ line, piece }, at) => (
    <div key={`${line.line_id} ${piece}`} className="paper paper-label">
      <strong className="paper-number">{order.ticket_number}</strong>
      <span className="paper-count">{`${at + 1}/${pieces.length}`}</span>
      <p>
        {order.customer_name} {t(PLACES[order.fulfillment_type])}
      </p>
      <b>{line.name}</b>
      <Details texts={whatDiffers(line, order.menu_version, menu, t)} note={shownNote(line.note ?? order.note)} />
    </div>
  ));
}

function Details({ texts, note }: { readonly texts: readonly string[]; readonly note: string | null }) {
  return (
    <>
      {texts.length > 0 ? <p>{texts.join(", ")}</p> : null}
      {note ? <p>{note}</p> : null}
    </>
  );
}
