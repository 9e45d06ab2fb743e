/** An order's receipt, as the box writes it from what is on disk; the browser prints it and nothing else of the page. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { ReceiptMail, type ReceiptMailProps } from "./receipt-mail.tsx";
import { ReceiptQr } from "./receipt-qr.tsx";
import "../printed.css";
import "./receipt.css";

export function Receipt({ orderId, isOnline }: ReceiptMailProps) {
  const t = useWords();
  const api = useStoreApi();
  const receipt = useQuery({
    queryKey: ["receipt", orderId],
    queryFn: () =>
      unwrap(api.v1.orders[":order_id"].receipt.$get({ param: { order_id: orderId }, query: { format: "text", columns: "32" } })),
    staleTime: 0,
  });
  return (
    <>
      <ProblemNote error={receipt.error} server={BOX} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long receipt has to be scrolled by keyboard as well */}
      <section className="receipt printed" aria-label={t("pos.receipt")} tabIndex={0}>
        {receipt.data ?? t("pos.receipt.loading")}
      </section>
      {receipt.data ? (
        <div className="receipt-ways">
          <ReceiptQr text={receipt.data} />
          <ReceiptMail orderId={orderId} isOnline={isOnline} />
        </div>
      ) : null}
    </>
  );
}
