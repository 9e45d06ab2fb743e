/**
 * What hangs on the wall: who is still waiting and who may come. Nobody touches it, so it keeps itself up to date and needs no
 * answer from anyone. Easy to get wrong: an order that was ready before the page was opened is no news, and does not sound.
 */
import type { BoardTicket } from "@crema/shared/api/streams";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useEffect, useRef } from "react";
import { SignedOut } from "../signed-out.tsx";
import { BOX } from "../store-api.ts";
import { useBoard } from "../use-board.ts";
import { useFlash } from "../use-flash.ts";
import { useScreen, wasRevoked } from "../use-screen.ts";
import { useSound } from "../use-sound.ts";
import "./board.css";

/** So long a number that has just become ready stands out, ms. */
const NEWS_MS = 8_000;

export function Board() {
  const { storeId, isOut, error } = useScreen();
  const sound = useSound();
  const known = useRef<ReadonlySet<string> | null>(null);
  const { board, stream } = useBoard(storeId);
  const news = useFlash<"ready">(NEWS_MS);
  const tickets = [...board.tickets.values()];
  const ready = tickets.filter(({ status }) => status === "READY").sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
  const preparing = tickets.filter(isPreparing).sort((a, b) => (a.promised_at < b.promised_at ? -1 : 1));
  const isSettled = board.link !== null;
  useEffect(() => {
    if (!isSettled) return;
    const before = known.current;
    const present = new Set([...board.tickets.values()].filter(({ status }) => status === "READY").map(({ order_id }) => order_id));
    known.current = present;
    const fresh = before ? [...present].filter((id) => !before.has(id)) : [];
    for (const id of fresh) news.mark(id, "ready");
    if (fresh.length > 0) sound.play("ready");
  });
  if (isOut || wasRevoked(stream)) return <SignedOut wasRevoked={wasRevoked(stream)} />;
  return (
    <div className="board">
      <LinkBanner link={board.link} stream={stream} />
      <ProblemNote error={error} server={BOX} />
      <main className="board-columns">
        <h1 className="unseen">Orders</h1>
        <Column name="Preparing" tickets={preparing} look="preparing" isNews={() => false} />
        <Column name="Ready" tickets={ready} look="ready" isNews={({ order_id }) => news.of(order_id) !== null} />
      </main>
      {sound.isBlocked ? <p className="board-hint small">Touch the screen once to let it sound.</p> : null}
    </div>
  );
}

const isPreparing = ({ status }: BoardTicket): boolean => status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";

interface ColumnProps {
  readonly name: string;
  readonly look: "preparing" | "ready";
  readonly tickets: readonly BoardTicket[];
  isNews(ticket: BoardTicket): boolean;
}

function Column({ name, look, tickets, isNews }: ColumnProps) {
  return (
    <section className={`board-column board-${look}`} aria-label={name}>
      <h2>
        {name} <span className="number">{tickets.length}</span>
      </h2>
      <ul aria-live={look === "ready" ? "polite" : "off"}>
        {tickets.map((ticket) => (
          <li key={ticket.order_id} {...(isNews(ticket) ? { "data-news": "" } : {})}>
            <strong className="number">{ticket.ticket_number ?? "–"}</strong> <span>{ticket.customer_name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
