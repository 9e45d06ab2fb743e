/** The one sheet that is open over the till. */
import type { Draft } from "@crema/shared/contract/drafts";
import type { OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { Suspense, useEffect } from "react";
import { useMe } from "../use-me.ts";
import type { Queue } from "../use-queue.ts";
import type { Cart, CartLine } from "./cart.ts";
import {
  CodeSheet,
  CustomerSheet,
  DiscountSheet,
  DoneSheet,
  DrawerSheet,
  HeldSheet,
  LeftOpenSheet,
  LineSheet,
  loadLaterSheets,
  MoreSheet,
  MuteBoardsSheet,
  OrderApproval,
  OrderSheet,
  OrdersSheet,
  PaySheet,
  RefundRequestsSheet,
  SoldOutSheet,
  WhenSheet,
} from "./later-sheets.ts";
import type { Menu } from "./use-menu.ts";
import type { Open, Sale } from "./use-sale.ts";
import { useSplit } from "./use-split.ts";
import type { TicketDiscounting } from "./use-ticket-discount.ts";
import type { TipAtTill } from "./use-tip.ts";

export interface TillSheetsProps {
  readonly open: Open | null;
  setOpen(open: Open | null): void;
  readonly storeId: string;
  readonly queue: Pick<Queue, "stock" | "serverTime" | "muteBoards" | "link">;
  readonly menu: Menu;
  readonly sale: Sale;
  readonly cart: Cart;
  /** What the ticket costs. */
  readonly dueCents: number;
  readonly ticketDiscount: TicketDiscounting;
  readonly tip: TipAtTill;
  onLine(line: CartLine, isNew: boolean): void;
  onRemove(lineKey: string): void;
  onWhen(at: string | null): void;
  onCodes(codes: readonly string[]): void;
  onResume(draft: Draft): void;
  /** null: the ticket is in use and cannot take another order's lines. */
  readonly onAmend: ((order: OrderResource) => void) | null;
}

export function TillSheets(props: TillSheetsProps) {
  const { timers } = usePorts();
  useEffect(() => loadLaterSheets(timers), [timers]);
  return (
    <Suspense>
      <OpenSheet {...props} />
    </Suspense>
  );
}

function OpenSheet(props: TillSheetsProps) {
  const { open, setOpen, storeId, queue, menu, sale, cart, dueCents, ticketDiscount, tip } = props;
  const { onLine, onRemove, onWhen, onCodes, onResume, onAmend } = props;
  const { print } = usePorts();
  const me = useMe();
  const close = () => setOpen(null);
  const isOnline = queue.link?.state === "LIVE";
  const billed = open?.name === "pay" ? open.order : null;
  const splitting = useSplit({ order: billed, lines: billed?.lines ?? sale.quote?.lines ?? [] });
  switch (open?.name) {
    case undefined:
      return null;
    case "when":
      return <WhenSheet storeId={storeId} chosen={cart.requested_for} onChoose={onWhen} onClose={close} />;
    case "line": {
      const item = menu.items.get(open.line.item_id);
      if (!item) return null;
      const done = (line: CartLine) => {
        onLine(line, open.isNew);
        close();
      };
      const discount = (line: CartLine) => {
        onLine(line, open.isNew);
        setOpen({ name: "discount", order: null, line: cart.lines.findIndex(({ line_key }) => line_key === line.line_key) });
      };
      const remove = () => {
        onRemove(open.line.line_key);
        close();
      };
      return (
        <LineSheet
          menu={menu}
          item={item}
          line={open.line}
          isNew={open.isNew}
          stock={queue.stock}
          onDone={done}
          onRemove={remove}
          onDiscount={cart.amending ? null : discount}
          onClose={close}
        />
      );
    }
    case "pay": {
      const { order } = open;
      const name = order ? [order.ticket_number, order.customer_name].filter(Boolean).join(" · ") : null;
      return (
        <PaySheet
          key={order?.balance_cents ?? "ticket"}
          dueCents={order ? Math.max(0, order.balance_cents) : dueCents}
          paidCents={order?.paid_cents ?? 0}
          lines={order?.lines ?? sale.quote?.lines ?? []}
          splitting={splitting}
          guestTip={tip.ofGuest}
          onTip={tip.tell}
          tipOnCents={order && order.balance_cents <= 0 ? order.total_cents : null}
          currency={menu.response}
          orderName={name}
          error={sale.tender.error ?? sale.place.error}
          // Another tender would create another order while the outcome of this one is unknown.
          isBusy={sale.tender.isPending || sale.place.isPending || (order === null && sale.unanswered !== null)}
          onTender={(tender) => sale.take(order, tender)}
          onDiscount={() => setOpen({ name: "discount", order })}
          onClose={() => {
            // Whoever comes back to the order goes on where it was.
            if (order === null) splitting.forget();
            sale.leave();
          }}
        />
      );
    }
    case "discount": {
      const { order, line } = open;
      const back = () => setOpen(line === undefined ? { name: "pay", order } : null);
      if (order === null) {
        return (
          <DiscountSheet
            lines={sale.quote?.lines ?? []}
            {...(line !== undefined && { line })}
            unit={menu.response}
            needsManager={me.data?.staff?.role !== "manager"}
            give={ticketDiscount.give}
            onDone={({ total_cents }) => (total_cents === 0 ? close() : back())}
            onClose={back}
          />
        );
      }
      const done = (next: OrderResponse) =>
        setOpen(next.balance_cents > 0 ? { name: "pay", order: next } : { name: "done", order: next, payment: null });
      return <OrderApproval order={order} what="discount" onDone={done} onClose={back} />;
    }
    case "done":
      return (
        <DoneSheet
          order={open.order}
          payment={open.payment}
          isOnline={isOnline}
          onTip={() => setOpen({ name: "pay", order: open.order })}
          onClose={() => {
            splitting.forget();
            close();
          }}
        />
      );
    case "orders":
      return <OrdersSheet onPick={({ order_id }) => setOpen({ name: "order", orderId: order_id })} onClose={close} />;
    case "left_open":
      return <LeftOpenSheet storeId={storeId} onPick={({ order_id }) => setOpen({ name: "order", orderId: order_id })} onClose={close} />;
    case "mute_boards":
      return <MuteBoardsSheet boards={queue.muteBoards} onClose={close} />;
    case "order":
      return (
        <OrderSheet
          key={open.orderId}
          orderId={open.orderId}
          isOnline={isOnline}
          onPay={(order) => setOpen({ name: "pay", order })}
          onAmend={onAmend}
          onOther={({ order_id }) => setOpen({ name: "order", orderId: order_id })}
          onPrint={print}
          onClose={() => setOpen({ name: "orders" })}
        />
      );
    case "sold_out":
      return <SoldOutSheet storeId={storeId} menu={menu} stock={queue.stock} serverTime={queue.serverTime} onClose={close} />;
    case "held":
      return <HeldSheet menu={menu} onResume={onResume} onClose={close} />;
    case "refund_requests":
      return <RefundRequestsSheet currency={menu.response} onClose={close} />;
    case "drawer":
      return <DrawerSheet storeName={menu.response.store_name} currency={menu.response} onPrint={print} onClose={close} />;
    case "customer_screen":
      return <CustomerSheet onClose={close} />;
    case "more":
      return <MoreSheet onCustomerScreen={() => setOpen({ name: "customer_screen" })} onClose={close} />;
    case "code":
      return <CodeSheet codes={cart.promotion_codes} onCodes={onCodes} onClose={close} />;
  }
}
