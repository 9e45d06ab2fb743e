/** The signed-in till: menu and ticket side by side, everything else in a sheet over them, one at a time. */

import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { logoOf } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { ME, useMe } from "../use-me.ts";
import type { Queue } from "../use-queue.ts";
import { AmendFoot } from "./amend-foot.tsx";
import { type CartLine, cartOf, cartToAmend, withChangedLine, withLine, withoutLine } from "./cart.ts";
import { customerScreenOf } from "./customer-screen.ts";
import { ItemGrid } from "./item-grid.tsx";
import { Ticket } from "./ticket.tsx";
import { TillBar } from "./till-bar.tsx";
import { TillSheets } from "./till-sheets.tsx";
import { Unanswered } from "./unanswered.tsx";
import { useAmend } from "./use-amend.ts";
import { useCart } from "./use-cart.ts";
import { useCustomerScreen } from "./use-customer-screen.ts";
import { useHold } from "./use-hold.ts";
import { useIdleLock } from "./use-idle-lock.ts";
import { type Item, useMenu } from "./use-menu.ts";
import { useMostSold } from "./use-most-sold.ts";
import { useQuote } from "./use-quote.ts";
import { type Open, useSale } from "./use-sale.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useTicketDiscount } from "./use-ticket-discount.ts";
import { useTip } from "./use-tip.ts";
import "./till.css";

export interface TillProps {
  readonly storeId: string;
  readonly staff: { readonly name: string };
  readonly queue: Queue;
  /** The box can be reached. */
  readonly isLive: boolean;
  /** Nobody has touched the till for as long as its store lets it be open. */
  onLock(): void;
}

const NO_ITEMS: readonly Item[] = [];

export function Till({ storeId, staff, queue, isLive, onLock }: TillProps) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const ports = usePorts();
  const { money } = useFormat();
  const { menu, error: menuError } = useMenu(storeId);
  const mostSold = useMostSold(storeId, menu?.response.items ?? NO_ITEMS);
  const inUse = useCart();
  const { cart, change } = inUse;
  const ticketDiscount = useTicketDiscount(storeId, cart);
  const { discount } = ticketDiscount;
  const price = useQuote(storeId, cart, discount);
  const [open, setOpen] = useState<Open | null>(null);
  const [showsTicket, setShowsTicket] = useState(false);
  const searchBox = useRef<HTMLInputElement>(null);
  const quoted = price.isCurrent ? price.quote : null;
  const sale = useSale({ storeId, inUse, quote: quoted, discount, isLive, setOpen });
  useIdleLock(useMe().data?.locks_after_s ?? null, sale.place.isPending || sale.tender.isPending, onLock);
  const tip = useTip();
  const screen = menu && customerScreenOf({ menu, cart, quote: quoted, open, tipCents: tip.cents });
  // A tip is of one bill, or of one guest's part of it: another one begins without it.
  const bill = screen?.stage === "PAY" ? screen.ticket_key : null;
  const ofGuest = tip.ofGuest?.bill === bill ? tip.ofGuest : null;
  useCustomerScreen({ screen, isLive, onTip: (cents) => bill !== null && tip.choose(cents, bill) });
  useEffect(() => {
    if (bill === null) tip.forget();
  }, [bill, tip.forget]);
  const hold = useHold(inUse);
  const amend = useAmend(inUse, price.isCurrent ? price.quote : null, ({ order_id }) => setOpen({ name: "order", orderId: order_id }));

  const signOut = useMutation({
    mutationFn: () => unwrap(api.v1.staff["sign-out"].$post()),
    onSettled: () => queries.invalidateQueries({ queryKey: ME }),
  });

  const pick = (item: Item) => {
    const groups = menu?.groupsOf(item) ?? [];
    const defaults = groups.flatMap((group) => group.default_modifier_ids);
    const modifier_ids = defaults.filter((id) => !queue.stock.marked.has(`modifier ${id}`));
    const line: CartLine = { line_key: ports.newKey(), item_id: item.item_id, qty: 1, modifier_ids, fill_defaults: false, note: null };
    const asks = modifier_ids.length < defaults.length || groups.some((group) => group.default_modifier_ids.length < group.min_choices);
    if (asks) setOpen({ name: "line", line, isNew: true });
    else change((now) => withLine(now, line));
  };
  const edit = (line: CartLine | undefined) => line && setOpen({ name: "line", line, isNew: false });
  const isLocked = sale.unanswered !== null;
  const { amending } = cart;
  const canPay = price.isCurrent && !isLocked && !amending;
  /** Frees the ticket: what is being rung up goes on hold, an unsaved change is dropped. */
  const makeRoom = async () => {
    if (cart.lines.length > 0 && !amending) await hold.hold.mutateAsync();
  };
  useShortcuts(
    open
      ? []
      : [
          ["F2", () => searchBox.current?.focus()],
          ["F4", () => setOpen({ name: "orders" })],
          ["F7", () => cart.lines.length > 0 && !amending && hold.hold.mutate()],
          ["F8", () => edit(cart.lines.at(-1))],
          ["F9", () => canPay && sale.pay()],
          ["F10", () => canPay && sale.placeOnly()],
          ["Ctrl+Z", inUse.undo],
        ],
  );

  const pieces = cart.lines.reduce((sum, line) => sum + line.qty, 0);
  const ticketText =
    price.quote && price.isCurrent
      ? t("pos.show_ticket_amount", { count: pieces, amount: money(price.quote.total_cents, price.quote) })
      : t("pos.show_ticket", { count: pieces });
  if (!menu) {
    return (
      <main className="pos-waiting">
        {menuError ? <ProblemNote error={menuError} server={BOX} /> : <p role="status">{t("store.reading_menu")}</p>}
      </main>
    );
  }
  return (
    <>
      <TillBar
        storeName={menu.response.store_name}
        logo={logoOf(menu.response.look)}
        staffName={staff.name}
        held={queue.heldDrafts}
        refundRequests={queue.refundRequests}
        leftOpen={queue.leftOpen}
        muteBoards={queue.muteBoards.length}
        isLocked={isLocked}
        onSoldOut={() => setOpen({ name: "sold_out" })}
        onOrders={() => setOpen({ name: "orders" })}
        onHeld={() => setOpen({ name: "held" })}
        onRefundRequests={() => setOpen({ name: "refund_requests" })}
        onLeftOpen={() => setOpen({ name: "left_open" })}
        onMuteBoards={() => setOpen({ name: "mute_boards" })}
        onDrawer={() => setOpen({ name: "drawer" })}
        onMore={() => setOpen({ name: "more" })}
        onSignOut={() => signOut.mutate()}
      />
      <main className="till" data-shows={showsTicket ? "ticket" : "menu"}>
        <div className="till-menu" inert={isLocked}>
          <ProblemNote error={hold.hold.error} server={BOX} />
          <ItemGrid menu={menu} mostSold={mostSold} stock={queue.stock} searchBox={searchBox} onPick={pick} />
        </div>
        <Ticket
          menu={menu}
          inUse={inUse}
          price={price}
          isLocked={isLocked}
          instead={
            isLocked ? (
              <Unanswered isSending={sale.place.isPending} onSend={sale.sendAgain} />
            ) : amending ? (
              <AmendFoot amend={amend} quote={price.isCurrent ? price.quote : null} />
            ) : null
          }
          error={sale.place.error}
          repeat={cart.lines.length === 0 ? sale.repeat : null}
          onEdit={(lineKey) => edit(cart.lines.find((line) => line.line_key === lineKey))}
          onHold={() => hold.hold.mutate()}
          onCode={() => setOpen({ name: "code" })}
          onWhen={() => setOpen({ name: "when" })}
          onPay={() => sale.pay()}
          onPayLater={() => sale.placeOnly()}
        />
      </main>
      <Button className="till-switch" look="primary" size="large" onPress={() => setShowsTicket(!showsTicket)}>
        {showsTicket ? t("pos.back_to_menu") : ticketText}
      </Button>
      <TillSheets
        open={open}
        setOpen={setOpen}
        storeId={storeId}
        queue={queue}
        menu={menu}
        sale={sale}
        dueCents={price.quote?.total_cents ?? 0}
        ticketDiscount={ticketDiscount}
        tip={{ ...tip, ofGuest }}
        cart={cart}
        onLine={(line, isNew) => change((now) => (isNew ? withLine(now, line) : withChangedLine(now, line)))}
        onRemove={(lineKey) => change((now) => withoutLine(now, lineKey))}
        onWhen={(requested_for) => change((now) => ({ ...now, requested_for }))}
        onCodes={(promotion_codes) => change((now) => ({ ...now, promotion_codes }))}
        onResume={async (draft) => {
          await makeRoom();
          inUse.replace(cartOf(draft, ports.newKey));
          setOpen(null);
        }}
        onAmend={
          isLocked
            ? null
            : async (order) => {
                await makeRoom();
                inUse.replace(cartToAmend(order, ports.newKey));
                setOpen(null);
              }
        }
      />
    </>
  );
}
