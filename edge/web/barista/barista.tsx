/**
 * The queue of the people who make the orders. Everything on it comes from the box: what may be done, when, and what is
 * still to be made. Orders that were there when the page opened are not new: they neither flash nor sound.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { NetworkError } from "@crema/ui/client/unwrap.ts";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { StoreZone } from "@crema/ui/format/store-zone.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ConfirmTime } from "../confirm-time.tsx";
import { useMenu } from "../pos/use-menu.ts";
import { SignedOut } from "../signed-out.tsx";
import { SoundHint } from "../sound-switch.tsx";
import type { Sellable } from "../stock.ts";
import { StockSheet } from "../stock-sheet.tsx";
import { BOX } from "../store-api.ts";
import { useBoxNow } from "../use-box-now.ts";
import { useFlash } from "../use-flash.ts";
import { moreThanTold, useQueue } from "../use-queue.ts";
import { useScreen, wasRevoked } from "../use-screen.ts";
import { useSound } from "../use-sound.ts";
import type { StationChoice } from "./missing.ts";
import { MoreSheet } from "./more-sheet.tsx";
import { type News, newsIn } from "./news-of.ts";
import { QueueBar } from "./queue-bar.tsx";
import { QueueColumns } from "./queue-columns.tsx";
import { AllDay, JustDone } from "./queue-head.tsx";
import { QueueSide } from "./queue-side.tsx";
import { SideCard } from "./side-card.tsx";
import { sortQueue } from "./sort-queue.ts";
import { Ticket } from "./ticket.tsx";
import { useArrowKeys } from "./use-arrow-keys.ts";
import { useSteps } from "./use-steps.ts";
import { useTold } from "./use-told.ts";
import { useUnseen } from "./use-unseen.ts";
import "./barista.css";

const FLASH_MS = 8_000;
/** How long a failed tap is reported once the box is reachable again: time to read it, and no longer. */
const READ_MS = 4_000;
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
  const told = useTold();
  const { menu } = useMenu(storeId);
  const [moreOf, setMoreOf] = useState<string | null>(null);
  const boxNow = useBoxNow(queue.serverTime);
  const [station, setStation] = useState<StationChoice>("all");
  const unseen = useUnseen<News>((id, what) => flash.mark(id, what));
  const [short, setShort] = useState<OrderResource["lines"][number] | null>(null);
  const [voids, setVoids] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<ReadonlyMap<string, OrderResource> | null>(null);
  useEffect(() => {
    if (queue.serverTime === null || before.current === queue.orders) return;
    const news = before.current ? newsIn(before.current, queue.orders) : [];
    if (before.current) told.compare(before.current, queue.orders, steps.isOwn);
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
  const seen = (id: string) => setVoids((all) => new Set([...all].filter((one) => one !== id)));
  const common = (order: OrderResource) => ({
    ...{ order, boxNow, station, steps, news: flash.of(order.order_id), told: told.of(order.order_id) },
    onMore: () => setMoreOf(order.order_id),
  });
  const markShort = (line: OrderResource["lines"][number]) => {
    setMoreOf(null);
    setShort(line);
  };
  const picked = moreOf === null ? undefined : queue.orders.get(moreOf);
  return (
    <StoreZone timeZone={queue.link?.time_zone ?? null} serverTime={queue.serverTime}>
      <div className={stream.name === "deaf" ? "barista barista-deaf" : "barista"}>
        <LinkBanner link={queue.link} stream={stream}>
          <ConfirmTime link={queue.link} />
          <SoundHint sound={sound} />
        </LinkBanner>
        <QueueBar {...{ storeId, queue, boxNow, station, sound }} onStation={setStation} />
        <ProblemNote error={error ?? steps.error} server={BOX} />
        <main className="queue">
          <QueueColumns
            count={sorted.making.length}
            more={moreThanTold(queue)}
            unseen={unseen}
            head={
              <>
                <AllDay counts={queue.allDay.filter((count) => station === "all" || count.station === station)} />
                <JustDone steps={steps} told={told.latest} />
              </>
            }
          >
            {sorted.making.map((order) => (
              <Ticket key={order.order_id} {...common(order)} link={queue.link} menu={menu} onSeen={() => seen(order.order_id)} />
            ))}
          </QueueColumns>
          <QueueSide sorted={sorted} leftOpen={queue.leftOpen}>
            {(order) => <SideCard key={order.order_id} {...common(order)} />}
          </QueueSide>
        </main>
        {picked ? <MoreSheet order={picked} menu={menu} steps={steps} onSoldOut={markShort} onClose={() => setMoreOf(null)} /> : null}
        {short && storeId ? (
          <StockSheet storeId={storeId} things={thingsOf(short)} stock={queue.stock} boxNow={boxNow} onClose={() => setShort(null)} />
        ) : null}
      </div>
    </StoreZone>
  );
}
