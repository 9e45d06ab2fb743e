/** One call to the provider for one operation. The answers are told apart by what was asked for. */
import type { IntentSnapshot, RefundSnapshot } from "@crema/shared/domain/payment/intent";
import type { Answer, PaymentProvider } from "../provider.ts";
import type { DueOperation, LeasedOperation } from "./operation.ts";

export type CallResult =
  | { readonly kind: "created"; readonly answer: Answer<{ intent_id: string; client_secret: string }> }
  | { readonly kind: "intent"; readonly answer: Answer<IntentSnapshot> }
  | { readonly kind: "refund"; readonly answer: Answer<RefundSnapshot> }
  /** The reading before a call did not come about. */
  | { readonly kind: "not_read"; readonly answer: Exclude<Answer<never>, { kind: "done" }> };

export async function callProvider(provider: PaymentProvider, of: DueOperation, ask: LeasedOperation, key: string): Promise<CallResult> {
  const { account, store_id, order_id, payment_id } = of;
  const { amount_cents, currency, operation } = ask;
  const intent_id = of.intent_id ?? "";
  switch (operation.kind) {
    case "CREATE":
      return {
        kind: "created",
        answer: await provider.createIntent({ amount_cents, currency, account, store_id, order_id, payment_id }, key),
      };
    case "CAPTURE":
      return { kind: "intent", answer: await provider.capture(intent_id, { amount_cents, currency }, account, key) };
    case "RELEASE":
      return { kind: "intent", answer: await provider.cancel(intent_id, account, key) };
    case "REFUND": {
      const refund = { intent_id, refund_id: operation.refund_id ?? "", amount_cents, currency, account };
      return { kind: "refund", answer: await provider.refund(refund, key) };
    }
  }
}
