/**
 * The queue of the people who make the orders. Everything on it comes from the box: what may be done, when, and what is
 * still to be made. Orders that were there when the page opened are not new: they neither flash nor sound.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { NetworkError } from "@crema/ui/client/unwrap.ts";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { StoreZone } from "@crema/ui/format/store-zone.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ConfirmTime } from "../confirm-time.tsx";
import { SignedOut } from "../signed-out.tsx";
import { SoundSwitch } from "../sound-switch.tsx";
import type { Sellable } from "../stock.ts";
import { StockSheet } from "../stock-sheet.tsx";
import { BOX } from "../store-api.ts";
import { useBoxNow } from "../use-box-now.ts";
import { useFlash } from "../use-flash.ts";
import { moreThanTold, useQueue } from "../use-queue.ts";
import { useScreen, wasRevoked } from "../use-screen.ts";
import { useSound } from "../use-sound.ts";
import type { StationChoice } from "./missing.ts";
import { type News, newsIn } from "./news-of.ts";
import { PauseControl } from "./pause-control.tsx";
import { sortQueue } from "./sort-queue.ts";
import { Ticket } from "./ticket.tsx";
import { UnseenNews } from "./unseen-news.tsx";
import { useArrowKeys } from "./use-arrow-keys.ts";
import { useSteps } from "./use-steps.ts";
import { useUnseen } from "./use-unseen.ts";
import "./barista.css";

const FLASH_MS = 8_000;
/** How long a failed tap is reported once the box is reachable again: time to read it, and no longer. */
const READ_MS = 4_000;
const STATIONS = [
  { id: "all", name: "All" },
  { id: "bar", name: "Bar" },
  { id: "cold", name: "Cold" },
  { id: "food", name: "Food" },
] as const satisfies readonly { id: StationChoice; name: string }[];

/** What of a line may be sold out: the item, and each of its choices. */
function thingsOf({ item_id, name, modifiers }: OrderResource["lines"][number]): readonly [Sellable, ...Sellable[]] {
  return [
    { kind: "item", id: item_id, name },
    ...modifiers.map((one): Sellable => ({ kind: "modifier", id: one.modifier_id, name: one.name })),
  ];
}

export function Barista() {
  const { storeId, isOut, error } = useScreen();
  const { queue, stream, take } = useQueue(storeId);
  useStoreLook(queue.link?.look);
  const sound = useSound();
  const flash = useFlash<News>(FLASH_MS);
  const steps = useSteps(take);
  const boxNow = useBoxNow(queue.serverTime);
  const [station, setStation] = useState<StationChoice>("all");
  const unseen = useUnseen<News>((id, what) => flash.mark(id, what));
  const [short, setShort] = useState<OrderResource["lines"][number] | null>(null);
  const [voids, setVoids] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<ReadonlyMap<string, OrderResource> | null>(null);
  useEffect(() => {
    if (queue.serverTime === null || before.current === queue.orders) return;
    const news = before.current ? newsIn(before.current, queue.orders) : [];
    before.current = queue.orders;
    const [loudest] = news;
    if (!loudest) return;
    for (const [id, what] of news) {
      flash.mark(id, what);
      unseen.add(id, what);
    }
    const cancelled = news.flatMap(([id, what]) => (what === "void" ? [id] : []));
    if (cancelled.length > 0) setVoids((seen) => new Set([...seen, ...cancelled]));
    sound.play(loudest[1]);
  });
  const { timers } = usePorts();
  const { error: failure, forgetError } = steps;
  const isHeard = stream.name === "live";
  const forget = useEffectEvent(forgetError);
  useEffect(() => {
    if (!isHeard || !(failure instanceof NetworkError)) return;
    const timer = timers.after(READ_MS, () => forget());
    return () => timer.cancel();
  }, [isHeard, failure, timers]);
  useArrowKeys(() => steps.undo?.run?.());
  if (isOut || wasRevoked(stream)) return <SignedOut wasRevoked={wasRevoked(stream)} />;

  const sorted = sortQueue(queue.orders.values(), station, (id) => voids.has(id));
  const allDay = queue.allDay.filter((count) => station === "all" || count.station === station);
  const more = moreThanTold(queue);
  const seen = (id: string) => setVoids((all) => new Set([...all].filter((one) => one !== id)));
  const ticketsOf = (orders: readonly OrderResource[]) =>
    orders.map((order) => (
      <Ticket
        key={order.order_id}
        order={order}
        boxNow={boxNow}
        station={station}
        link={queue.link}
        news={flash.of(order.order_id)}
        steps={steps}
        onSoldOut={setShort}
        onSeen={() => seen(order.order_id)}
      />
    ));
  return (
    <StoreZone timeZone={queue.link?.time_zone ?? null} serverTime={queue.serverTime}>
      <div className={stream.name === "deaf" ? "barista barista-deaf" : "barista"}>
        <LinkBanner link={queue.link} stream={stream}>
          <ConfirmTime link={queue.link} />
        </LinkBanner>
        <header className="barista-bar">
          <h1>Queue</h1>
          <OneOf label="Station" choices={STATIONS} chosen={station} onChoose={(id) => setStation(id as StationChoice)} />
          <PauseControl storeId={storeId} pausedUntil={queue.appOrdersPausedUntil} boxNow={boxNow} isLive={queue.link?.state === "LIVE"} />
          <span className="barista-sound">
            <SoundSwitch sound={sound} />
            <a className="button button-plain" href="/">
              Devices
            </a>
          </span>
        </header>
        <section className="barista-day" aria-label="All day">
          <b>All day</b>
          {allDay.length === 0 ? <span className="soft">nothing to make</span> : null}
          {allDay.map(({ item_id, name, qty }) => (
            <span key={item_id} className="barista-count">
              <b className="number">{qty}</b> {name}
            </span>
          ))}
        </section>
        <ProblemNote error={error ?? steps.error} server={BOX} />
        <main className="barista-main">
          <section aria-labelledby="to-make">
            <h2 id="to-make">
              To make <span className="number">{sorted.making.length}</span>
            </h2>
            {sorted.making.length === 0 ? <p className="soft barista-empty">Nothing to make.</p> : null}
            <ul className="barista-tickets">{ticketsOf(sorted.making)}</ul>
            {more > 0 ? <p className="soft barista-more">and {more} more behind these</p> : null}
          </section>
          <aside className="barista-side">
            {queue.leftOpen > 0 ? (
              <p className="barista-more">
                <b className="number">{queue.leftOpen}</b> left open from earlier days. Finish or cancel them at the till.
              </p>
            ) : null}
            {sorted.elsewhere.length > 0 ? (
              <section aria-labelledby="elsewhere">
                <h2 id="elsewhere">
                  Done here <span className="number">{sorted.elsewhere.length}</span>
                </h2>
                <ul className="barista-tickets">{ticketsOf(sorted.elsewhere)}</ul>
              </section>
            ) : null}
            <section aria-labelledby="ready">
              <h2 id="ready">
                Ready <span className="number">{sorted.ready.length}</span>
              </h2>
              <ul className="barista-tickets">{ticketsOf(sorted.ready)}</ul>
            </section>
            {sorted.later.length > 0 ? (
              <section aria-labelledby="later">
                <h2 id="later">
                  For later <span className="number">{sorted.later.length}</span>
                </h2>
                <ul className="barista-tickets">{ticketsOf(sorted.later)}</ul>
              </section>
            ) : null}
          </aside>
        </main>
        {short && storeId ? (
          <StockSheet storeId={storeId} things={thingsOf(short)} stock={queue.stock} boxNow={boxNow} onClose={() => setShort(null)} />
        ) : null}
        <UnseenNews unseen={unseen} />
        <p className="barista-undo" role="status">
          {steps.undo ? (
            <>
              {steps.undo.text}
              <SteadyButton
                meaning={steps.undo.text}
                isDisabled={steps.undo.run === null}
                {...(steps.undo.run ? { onPress: steps.undo.run } : {})}
              >
                Undo
              </SteadyButton>
            </>
          ) : null}
        </p>
      </div>
    </StoreZone>
  );
}
