/** Corrects a tender that was recorded wrongly: which one, and how the money really came; a manager approves. */
import type { CorrectTenderRequest, Tender } from "@crema/shared/contract/money";
import type { OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { ApprovalSheet } from "./approval-sheet.tsx";

const METHODS = ["CASH", "EXTERNAL_CARD"] as const;
type Method = (typeof METHODS)[number];
const REASONS = ["card", "cash", "amount"] as const;
const LONGEST_AMOUNT = 7;
const LONGEST_REFERENCE = 64;

export interface CorrectTenderProps {
  readonly order: OrderResponse;
  onDone(order: OrderResponse): void;
  onClose(): void;
}

export function CorrectTenderSheet({ order, onDone, onClose }: CorrectTenderProps) {
  const t = useWords();
  const api = useStoreApi();
  const read = useQuery({
    queryKey: ["tenders", order.order_id],
    queryFn: () => unwrap(api.v1.orders[":order_id"].tenders.$get({ param: { order_id: order.order_id } })),
    staleTime: 0,
    gcTime: 0,
  });
  const tenders = read.data?.tenders.filter((tender) => tender.is_correctable);
  if (!tenders) {
    return (
      <Sheet title={t("pos.correct.title")} isOpen onClose={onClose}>
        {read.error ? <ProblemNote error={read.error} server={BOX} /> : <p role="status">{t("pos.correct.loading")}</p>}
      </Sheet>
    );
  }
  return <CorrectForm order={order} tenders={tenders} onDone={onDone} onClose={onClose} />;
}

function CorrectForm({ order, tenders, onDone, onClose }: CorrectTenderProps & { readonly tenders: readonly Tender[] }) {
  const t = useWords();
  const api = useStoreApi();
  const writes = usePendingWrites();
  const { money } = useFormat();
  const only = tenders.length === 1 ? tenders[0]?.payment : undefined;
  const [wrongId, setWrongId] = useState<string | null>(only?.payment_id ?? null);
  const { is_cash_free: isCashFree = false, card_reference = "OPTIONAL" } = useMe().data ?? {};
  const other = only && (only.method === "CASH" || isCashFree ? "EXTERNAL_CARD" : "CASH");
  const [method, setMethod] = useState<Method | null>(other ?? null);
  const [reference, setReference] = useState("");
  const [digits, setDigits] = useState("");
  const isMissing = method === "EXTERNAL_CARD" && card_reference === "REQUIRED" && reference.trim() === "";
  const wrong = tenders.find((tender) => tender.payment.payment_id === wrongId);
  return (
    <ApprovalSheet
      title={t("pos.correct.title")}
      action={t("pos.correct.action")}
      reasons={REASONS.map((reason) => t(`pos.correct.reason.${reason}`))}
      needsManager={order.allowed_actions.some((one) => one.action === "correct_tender" && one.needs_manager)}
      isReady={wrong !== undefined && method !== null && !isMissing}
      run={({ reason, manager_pin }) => {
        const right = {
          method: method ?? "CASH",
          amount_cents: (digits === "" ? null : Number(digits)) as CorrectTenderRequest["amount_cents"],
          reference: method === "EXTERNAL_CARD" && reference.trim() !== "" ? reference.trim() : null,
          reason,
        };
        const param = { order_id: order.order_id, payment_id: wrongId ?? "" };
        return writes.run(`correct:${wrongId}`, right, (key) =>
          unwrap(
            api.v1.orders[":order_id"].tenders[":payment_id"].correct.$post({
              param,
              header: { "idempotency-key": key },
              json: { ...right, manager_pin },
            }),
          ),
        );
      }}
      onDone={(response) => onDone(response.order)}
      onClose={onClose}
    >
      <OneOf
        label={t("pos.correct.which")}
        choices={tenders.map(({ payment, left_cents }) => ({
          id: payment.payment_id,
          name: `${t(`pos.method.${payment.method}`)} ${money(left_cents, payment.currency)}`,
        }))}
        chosen={wrongId}
        onChoose={setWrongId}
      />
      <OneOf
        label={t("pos.correct.how")}
        choices={(isCashFree ? METHODS.slice(1) : METHODS).map((id) => ({ id, name: t(`pos.method.${id}`) }))}
        chosen={method}
        onChoose={(id) => setMethod(id as Method)}
      />
      {method === "EXTERNAL_CARD" && card_reference !== "NONE" ? (
        <Field
          label={t(card_reference === "REQUIRED" ? "pos.correct.reference_required" : "pos.correct.reference_optional")}
          maxLength={LONGEST_REFERENCE}
          value={reference}
          onChange={setReference}
        />
      ) : null}
      <NumberPad
        label={t("pos.correct.amount")}
        digits={digits}
        maxDigits={LONGEST_AMOUNT}
        shown={
          digits === "" ? (wrong ? money(wrong.left_cents, order.currency) : t("pos.correct.same")) : money(Number(digits), order.currency)
        }
        onDigits={(next) => setDigits(next.replace(/^0+/, ""))}
        isLabelled
      />
    </ApprovalSheet>
  );
}
