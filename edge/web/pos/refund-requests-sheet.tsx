/**
 * Refunds that headquarters asks this store for. The money was taken here, so it is refunded here, or refused with a
 * reason that headquarters reads. Headquarters has approved it, so no manager's PIN is needed.
 */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { ApprovalSheet } from "./approval-sheet.tsx";
import { HandBack } from "./hand-back.tsx";
import { REFUND_REQUESTS } from "./query-keys.ts";
import "./waiting-row.css";

const REASONS = ["left", "done", "short"] as const;

export function RefundRequestsSheet({ currency, onClose }: { currency: MoneyUnit; onClose(): void }) {
  const t = useWords();
  const api = useStoreApi();
  const writes = usePendingWrites();
  const queries = useQueryClient();
  const { money, time, day } = useFormat();
  const [refusing, setRefusing] = useState<OpenRefundRequest | null>(null);
  const asked = useQuery({ queryKey: REFUND_REQUESTS, queryFn: () => unwrap(api.v1["refund-requests"].$get()), staleTime: 0 });
  const reread = () => queries.invalidateQueries({ queryKey: REFUND_REQUESTS });
  const give = useMutation({
    mutationFn: ({ order_id, request_id, reason }: OpenRefundRequest): Promise<RefundResponse> => {
      const json = { request_id, reason };
      return writes.run(`refund-request:${request_id}`, json, (key) =>
        unwrap(api.v1.orders[":order_id"].refunds.$post({ param: { order_id }, header: { "idempotency-key": key }, json })),
      );
    },
    onSettled: reread,
  });
  // The response was lost, and the request may be done and no longer listed. Repeating it returns what to hand out.
  const unanswered = give.isError && !isRefusal(give.error) ? give.variables : null;
  const listed = asked.data?.requests ?? [];
  const requests = unanswered && !listed.some((one) => one.request_id === unanswered.request_id) ? [unanswered, ...listed] : listed;
  if (refusing) {
    const param = { request_id: refusing.request_id };
    return (
      <ApprovalSheet
        title={t("pos.requests.refuse_title")}
        action={t("pos.requests.refuse")}
        reasons={REASONS.map((reason) => t(`pos.requests.reason.${reason}`))}
        run={({ reason }) => unwrap(api.v1["refund-requests"][":request_id"].refuse.$post({ param, json: { reason } }))}
        onDone={() => {
          setRefusing(null);
          void reread();
        }}
        onClose={() => setRefusing(null)}
      />
    );
  }
  return (
    <Sheet
      title={t("pos.requests.title")}
      isOpen
      onClose={onClose}
      size="wide"
      problem={<ProblemNote error={asked.error ?? give.error} server={BOX} />}
    >
      {give.data ? <HandBack refunds={give.data.refunds} currency={give.data.order} ticket={give.data.order.ticket_number} /> : null}
      <ul>
        {requests.map((request) => (
          <li key={request.request_id} className="waiting-row">
            <span className="waiting-row-what">
              <strong>
                {request.ticket_number ?? t("pos.no_number")}
                {request.customer_name ? ` · ${request.customer_name}` : ""}
              </strong>
              <span>{request.reason}</span>
              <span className="small soft">
                {request.asked_by.name ?? t("pos.requests.headquarters")}, {time(request.asked_at)}, {day(request.asked_at)}
              </span>
            </span>
            <span className="number">{request.amount_cents === null ? t("pos.refund.all") : money(request.amount_cents, currency)}</span>
            <SteadyButton
              meaning={`refuse ${request.request_id}`}
              look="danger"
              isDisabled={give.isPending}
              onPress={() => setRefusing(request)}
            >
              {t("pos.requests.refuse")}
            </SteadyButton>
            <SteadyButton
              meaning={`give back ${request.request_id} ${request.amount_cents}`}
              look="primary"
              isDisabled={give.isPending}
              onPress={() => give.mutate(request)}
            >
              {t("pos.requests.give")}
            </SteadyButton>
          </li>
        ))}
      </ul>
      {asked.data && requests.length === 0 ? <p className="soft">{t("pos.requests.none")}</p> : null}
    </Sheet>
  );
}
