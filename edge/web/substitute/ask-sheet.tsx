/**
 * A line that cannot be made: which pieces, what is offered instead, and whether the customer is asked in the app or the guest at the
 * counter. Where the counter took money a manager's PIN comes with it.
 */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useMenu } from "../pos/use-menu.ts";
import { BOX, useStoreApi } from "../store-api.ts";
import { type Option, OptionPicker } from "./option-picker.tsx";
import "./substitute.css";

export interface AskSheetProps {
  readonly order: OrderResource;
  /** Somebody is signed in, and may decide at once. */
  readonly mayDecide: boolean;
  /** `refunds`: what has to be handed back now. */
  onDone(order: OrderResponse, refunds: RefundResponse["refunds"]): void;
  onClose(): void;
}

const LONGEST_PIN = 8;
const SHORTEST_PIN = 4;

export function AskSheet({ order, mayDecide, onDone, onClose }: AskSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const writes = usePendingWrites();
  const { menu, error } = useMenu(order.store_id);
  const first = order.sold_out_line_ids?.[0] ?? (order.lines.length === 1 ? order.lines[0]?.line_id : null);
  const [lineId, setLineId] = useState<string | null>(first ?? null);
  const line = order.lines.find(({ line_id }) => line_id === lineId);
  const [qty, setQty] = useState<number | null>(null);
  const [options, setOptions] = useState<readonly Option[]>([]);
  const needsManager = order.allowed_actions.some((one) => one.action === "ask_substitute" && one.needs_manager);
  const [pin, setPin] = useState("");
  const ask = useMutation({
    mutationFn: (decided: SubstituteChoice | null) => {
      const json = {
        ...{ line_id: lineId ?? "", qty: qty ?? line?.qty ?? 1, decided, reason: t("substitute.reason") },
        options: options.map(({ item_id, modifier_ids }) => ({ item_id, modifier_ids: [...modifier_ids] })),
        shown: { amendments: order.amendments, total_cents: order.total_cents },
      };
      // The PIN is sent and never stored: what is repeated goes without.
      return writes.run(`ask:${order.order_id}`, json, (key) =>
        unwrap(
          api.v1.orders[":order_id"].question.$post({
            ...{ param: { order_id: order.order_id }, header: { "idempotency-key": key } },
            json: { ...json, manager_pin: pin === "" ? null : pin },
          }),
        ),
      );
    },
    onSuccess: (done) => onDone(done, done.refunds),
    onError: () => setPin(""),
  });
  const isReady = line !== undefined && !ask.isPending && (!needsManager || pin.length >= SHORTEST_PIN);
  const isAlone = order.lines.length === 1 && (qty ?? line?.qty) === line?.qty;
  return (
    <Sheet
      title={t("substitute.cannot_make")}
      isOpen
      onClose={onClose}
      size="wide"
      problem={<ProblemNote error={ask.error ?? error} server={BOX} />}
      footer={
        <>
          {mayDecide && !isAlone ? (
            <Button isDisabled={!isReady} onPress={() => ask.mutate({ kind: "REMOVE" })}>
              {t("substitute.remove_now")}
            </Button>
          ) : null}
          {mayDecide
            ? options.map((option, at) => (
                <Button key={option.name} isDisabled={!isReady} onPress={() => ask.mutate({ kind: "SUBSTITUTE", option: at })}>
                  {t("substitute.option_now", { name: option.name })}
                </Button>
              ))
            : null}
          {order.origin === "APP" ? (
            <Button look="primary" isDisabled={!isReady} onPress={() => ask.mutate(null)}>
              {t("substitute.ask_customer")}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="stack">
        {order.lines.length > 1 ? (
          <OneOf
            label={t("substitute.which")}
            choices={order.lines.map((one) => ({
              ...{ id: one.line_id, name: `${one.qty} × ${one.name}` },
              extra: order.sold_out_line_ids?.includes(one.line_id) ? t("substitute.sold_out") : null,
            }))}
            chosen={lineId}
            onChoose={(id) => {
              setLineId(id);
              setQty(null);
            }}
          />
        ) : null}
        {line && line.qty > 1 ? (
          <OneOf
            label={t("substitute.how_many")}
            choices={Array.from({ length: line.qty }, (_, i) => ({ id: String(i + 1), name: String(i + 1) }))}
            chosen={String(qty ?? line.qty)}
            onChoose={(n) => setQty(Number(n))}
          />
        ) : null}
        {menu ? <OptionPicker menu={menu} options={options} onOptions={setOptions} /> : <p role="status">{t("store.reading_menu")}</p>}
        <p className="small soft">{t(order.origin === "APP" ? "substitute.app_rule" : "substitute.counter_rule")}</p>
        {needsManager ? (
          <NumberPad label={t("store.approval.pin_as_paid")} digits={pin} maxDigits={LONGEST_PIN} onDigits={setPin} isLabelled />
        ) : null}
      </div>
    </Sheet>
  );
}
