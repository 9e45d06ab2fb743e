/**
 * The board on the wall: whose order is being made and whose is ready. Nobody touches it, so it stays up to date by
 * itself; guests read it, so it shows nothing technical. An order that was ready before the page opened makes no sound.
 */
import type { BoardTicket } from "@crema/shared/contract/streams";
import { Brand } from "@crema/ui/components/brand.tsx";
import { type Drawing, Icon } from "@crema/ui/components/icon.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { logoOf, useStoreLook } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import BellRing from "lucide-react/icons/bell-ring";
import Coffee from "lucide-react/icons/coffee";
import { useEffect, useRef } from "react";
import { SignedOut } from "../signed-out.tsx";
import { useBoard } from "../use-board.ts";
import { useBoxNow } from "../use-box-now.ts";
import { useFlash } from "../use-flash.ts";
import { useScreen, wasRevoked } from "../use-screen.ts";
import { useSound } from "../use-sound.ts";
import { useStoreLink } from "../use-store-link.ts";
import { readyMsOf, ticketsOf } from "./tickets-of.ts";
import { useMute } from "./use-mute.ts";
import { usePages } from "./use-pages.ts";
import "./board.css";

/** Up to so many in a column are written larger. */
const FEW = 3;
/** How long a number that has just become ready is highlighted, in ms. */
const NEWS_MS = 8_000;

export function Board() {
  const t = useWords();
  const { storeId, isOut, error } = useScreen();
  const { search } = usePorts();
  const { time } = useFormat();
  const sound = useSound();
  const known = useRef<ReadonlySet<string> | null>(null);
  const { board, stream } = useBoard(storeId, useMute(sound.isBlocked));
  const { isFenced, name, look, timeZone } = useStoreLink();
  useStoreLook(look);
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
      <header className="board-bar">
        <Brand logo={logoOf(look)} />
        <h1>{name ?? t("board.title")}</h1>
        {isKnown ? <span className="board-clock number">{time(boxNow, timeZone)}</span> : null}
      </header>
      <main className="board-columns">
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
          <p className="board-hint">{t("store.sound.touch")}</p>
        ) : null}
      </footer>
    </div>
  );
}

const SIGNS: Readonly<Record<ColumnProps["look"], Drawing>> = { preparing: Coffee, ready: BellRing };

interface ColumnProps {
  readonly name: string;
  readonly look: "preparing" | "ready";
  readonly tickets: readonly BoardTicket[];
  isNews(ticket: BoardTicket): boolean;
}

export function Column({ name, look, tickets, isNews }: ColumnProps) {
  const { ref, shown, page, pages } = usePages(tickets, look === "ready" ? (tickets[0]?.order_id ?? null) : null);
  return (
    <section className={`board-column board-${look}${tickets.length <= FEW ? " board-few" : ""}`} aria-label={name}>
      <h2>
        <Icon of={SIGNS[look]} /> {name} <span className="number">{tickets.length}</span>
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
