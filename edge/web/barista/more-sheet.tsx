/** What is done with a ticket now and then: put it first, mark something in it as sold out, print it. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ArrowUp from "lucide-react/icons/arrow-up";
import Ban from "lucide-react/icons/ban";
import Printer from "lucide-react/icons/printer";
import Tags from "lucide-react/icons/tags";
import { useEffect, useRef, useState } from "react";
import type { Menu } from "../pos/use-menu.ts";
import { PrintedLabels, PrintedTicket } from "./printed-ticket.tsx";
import type { Steps } from "./use-steps.ts";

export interface MoreSheetProps {
  readonly order: OrderResource;
  readonly menu: Menu | null;
  readonly steps: Steps;
  onSoldOut(line: OrderResource["lines"][number]): void;
  onClose(): void;
}

type Kind = "ticket" | "labels";

export function MoreSheet({ order, menu, steps, onSoldOut, onClose }: MoreSheetProps) {
  const t = useWords();
  const printing = usePrinting();
  const mayRush = order.allowed_actions.some(({ action }) => action === "rush");
  const isOpen = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  return (
    <Sheet
      title={`${t("queue.order", { number: order.ticket_number ?? t("queue.no_number") })} ${order.customer_name ?? ""}`}
      isOpen
      onClose={onClose}
    >
      <div className="stack">
        {mayRush ? (
          <SteadyButton
            icon={ArrowUp}
            size="large"
            wide
            meaning={`${order.order_id} ${order.is_rush ? "in turn" : "first"}`}
            isPending={steps.isAsking(order.order_id)}
            onPress={() => {
              steps.rush(order, !order.is_rush);
              onClose();
            }}
          >
            {t(order.is_rush ? "queue.no_rush" : "queue.rush")}
          </SteadyButton>
        ) : null}
        <div className="bar-print">
          <Button icon={Printer} size="large" onPress={() => printing.print("ticket")}>
            {t("queue.print_ticket")}
          </Button>
          <Button icon={Tags} size="large" onPress={() => printing.print("labels")}>
            {t("queue.print_labels")}
          </Button>
        </div>
        {isOpen ? (
          <section className="stack" aria-label={t("queue.sold_out")}>
            <h3>{t("queue.cannot_make")}</h3>
            <ul className="bar-86">
              {order.lines.map((line) => (
                <li key={line.line_id}>
                  <Button icon={Ban} wide onPress={() => onSoldOut(line)}>
                    {t("queue.mark_86", { name: line.name })}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <div ref={printing.ref}>
          {printing.kind === "ticket" ? <PrintedTicket order={order} menu={menu} /> : null}
          {printing.kind === "labels" ? <PrintedLabels order={order} menu={menu} /> : null}
        </div>
      </div>
    </Sheet>
  );
}

/**
 * By the browser, unless a driver takes it: "crema-print" is dispatched at what is to be printed, with `kind` in its detail, and whoever
 * cancels it prints it themselves (docs/operations.md).
 */
function usePrinting() {
  const { print } = usePorts();
  const ref = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<{ readonly kind: Kind } | null>(null);
  useEffect(() => {
    if (!asked) return;
    const event = new CustomEvent("crema-print", { bubbles: true, cancelable: true, detail: { kind: asked.kind } });
    if (ref.current?.dispatchEvent(event)) print();
  }, [asked, print]);
  return { ref, kind: asked?.kind ?? null, print: (kind: Kind) => setAsked({ kind }) };
}
