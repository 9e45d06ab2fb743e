/**
 * The board on the wall: whose order is being made and whose is ready. Nobody touches it, so it stays up to date by
 * itself; guests read it, so it shows nothing technical. An order that was ready before the page opened makes no sound.
 */
import type { BoardTicket } from "@crema/shared/contract/streams";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect, useRef } from "react";
import { SignedOut } from "../signed-out.tsx";
import { useBoard } from "../use-board.ts";
import { useBoxNow } from "../use-box-now.ts";
import { useFlash } from "../use-flash.ts";
import { useIsFenced } from "../use-is-fenced.ts";
import { useScreen, wasRevoked } from "../use-screen.ts";
import { useSound } from "../use-sound.ts";
import { readyMsOf, ticketsOf } from "./tickets-of.ts";
import { usePages } from "./use-pages.ts";
import "./board.css";

/** How long a number that has just become ready is highlighted, in ms. */
const NEWS_MS = 8_000;

export function Board() {
  const t = useWords();
  const { storeId, isOut, error } = useScreen();
  const { search } = usePorts();
  const sound = useSound();
  const known = useRef<ReadonlySet<string> | null>(null);
  const { board, stream } = useBoard(storeId);
  const isFenced = useIsFenced();
  const boxNow = useBoxNow(board.serverTime);
  const news = useFlash<"ready">(NEWS_MS);
  const { preparing, ready } = ticketsOf(board.tickets.values(), boxNow, readyMsOf(search));
  const isKnown = board.serverTime !== null;
  useEffect(() => {
    if (!isKnown) return;
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
      <main className="board-columns">
        <h1 className="unseen">{t("board.title")}</h1>
        <Column name={t("board.preparing")} tickets={preparing} look="preparing" isNews={() => false} />
        <Column name={t("board.ready")} tickets={ready} look="ready" isNews={({ order_id }) => news.of(order_id) !== null} />
      </main>
      <footer className="board-foot">
        {isFenced ? (
          <p className="board-old" role="status">
            {t("board.not_store")}
          </p>
        ) : error || stream.name === "deaf" ? (
          <p className="board-old" role="status">
            {t("board.out_of_date")}
          </p>
        ) : sound.isBlocked ? (
          <p className="soft small">{t("store.sound.touch")}</p>
        ) : null}
      </footer>
    </div>
  );
}

interface ColumnProps {
  readonly name: string;
  readonly look: "preparing" | "ready";
  readonly tickets: readonly BoardTicket[];
  isNews(ticket: BoardTicket): boolean;
}

export function Column({ name, look, tickets, isNews }: ColumnProps) {
  const { ref, shown, page, pages } = usePages(tickets, look === "ready" ? (tickets[0]?.order_id ?? null) : null);
  return (
    <section className={`board-column board-${look}`} aria-label={name}>
      <h2>
        {name} <span className="number">{tickets.length}</span>
        {pages > 1 ? <span className="board-page number">{`${page} / ${pages}`}</span> : null}
      </h2>
      <ul ref={ref} aria-live={look === "ready" && pages === 1 ? "polite" : "off"}>
        {shown.map((ticket) => (
          <li key={ticket.order_id} {...(isNews(ticket) ? { "data-news": "" } : {})}>
            <strong className="number">{ticket.ticket_number ?? "–"}</strong> <span>{ticket.customer_name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
