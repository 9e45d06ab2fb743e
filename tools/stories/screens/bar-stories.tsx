import { SideCard } from "@crema/edge/web/barista/side-card.tsx";
import { Ticket, type TicketProps } from "@crema/edge/web/barista/ticket.tsx";
import "@crema/edge/web/barista/barista.css";
import { at, LIVE, NOW, nothing, orderIn } from "../samples.ts";
import type { Story } from "../story.ts";

const steps: TicketProps["steps"] = {
  ...{
    step: nothing,
    setMade: nothing,
    setDone: nothing,
    look: nothing,
    rush: nothing,
    took: nothing,
    tooEarly: nothing,
    forgetError: nothing,
  },
  ...{
    isOwn: () => false,
    isAsking: () => false,
    isLeaving: () => false,
    undo: null,
    error: null,
    lost: { mark: nothing, of: () => null },
  },
};

function ticket(order: TicketProps["order"], changes: Partial<TicketProps> = {}) {
  return (
    <ul className="bar-tickets">
      <Ticket
        {...{
          order,
          boxNow: Date.parse(NOW),
          station: "all",
          link: LIVE,
          menu: null,
          news: null,
          told: null,
          steps,
          onMore: nothing,
          onSeen: nothing,
          ...changes,
        }}
      />
    </ul>
  );
}
const promised = (minutes: number) => ({ promised_at: new Date(Date.parse(NOW) + minutes * 60_000).toISOString() });
const UNCONFIRMED = { origin: "APP", authority: "cloud", handoff: "OFFERED", allowed_transitions: [] };
const RUSH = { action: "rush", needs_manager: false };
const ALLERGY = { note: "ALLERGY: nuts" };
const SOLD_OUT = {
  sold_out_line_ids: orderIn("PLACED")
    .lines.slice(0, 1)
    .map((line) => line.line_id),
};
const asking = { ...steps, isAsking: () => true };
const lost = (changes: object): TicketProps["steps"] => ({
  ...steps,
  lost: { mark: nothing, of: () => ({ order: orderIn("IN_PROGRESS", changes), isRace: true }) },
});
const byBen = { last_step: { status: "IN_PROGRESS", at: at(-3), by: { kind: "staff", id: "ben", name: "Ben" } } };

const card = (order: TicketProps["order"]) => (
  <ul className="bar-tickets">
    <SideCard {...{ order, boxNow: Date.parse(NOW), station: "all", news: null, told: null, steps, onMore: nothing }} />
  </ul>
);

export const sideCardStories: readonly Story[] = [
  { name: "ready", shown: card(orderIn("READY")) },
  { name: "for later", shown: card(orderIn("PLACED", { releases_at: at(40), requested_for: at(45) })) },
];

export const barTicketStories: readonly Story[] = [
  { name: "time enough", shown: ticket(orderIn("PLACED", promised(12))) },
  { name: "soon", shown: ticket(orderIn("PLACED", promised(1))) },
  { name: "put first", shown: ticket(orderIn("PLACED", { ...promised(12), is_rush: true, allowed_actions: [RUSH] })) },
  { name: "late", shown: ticket(orderIn("IN_PROGRESS", promised(-4))) },
  { name: "new, and paid", shown: ticket(orderIn("PAID", { ...promised(12), pay_mode: "ONLINE" }), { news: "new" }) },
  { name: "changed", shown: ticket(orderIn("IN_PROGRESS", { amendments: 1 }), { news: "changed" }) },
  { name: "ready", shown: ticket(orderIn("READY")) },
  { name: "cancelled", shown: ticket(orderIn("CANCELLED"), { news: "void" }) },
  { name: "not confirmed yet", shown: ticket(orderIn("PLACED", UNCONFIRMED)) },
  { name: "with an allergy", shown: ticket(orderIn("PLACED", { ...promised(12), ...ALLERGY })) },
  { name: "with something that is sold out", shown: ticket(orderIn("PLACED", { ...promised(12), ...SOLD_OUT })) },
  { name: "being moved on", shown: ticket(orderIn("PLACED"), { steps: asking }) },
  { name: "it has just moved", shown: ticket(orderIn("IN_PROGRESS"), { steps: lost({}) }) },
  { name: "somebody else has just moved it on", shown: ticket(orderIn("IN_PROGRESS", byBen), { told: "Ben started A-17" }) },
  { name: "somebody was faster", shown: ticket(orderIn("IN_PROGRESS", byBen), { steps: lost(byBen) }) },
];
