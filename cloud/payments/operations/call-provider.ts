/** One call to the provider for one operation. The results are told apart by what was asked for. */
import type { IntentSnapshot, RefundSnapshot } from "@crema/shared/domain/payment/intent";
import type { PaymentProvider, ProviderResult } from "../provider.ts";
import type { DueOperation, LeasedOperation } from "./operation.ts";

export type CallResult =
  | { readonly kind: "created"; readonly result: ProviderResult<{ intent_id: string; client_secret: string }> }
  | { readonly kind: "intent"; readonly result: ProviderResult<IntentSnapshot> }
  | { readonly kind: "refund"; readonly result: ProviderResult<RefundSnapshot> }
  /** The reading before a call did not come about. */
  | { readonly kind: "not_read"; readonly result: Exclude<ProviderResult<never>, { kind: "done" }> };

export async function callProvider(provider: PaymentProvider, of: DueOperation, ask: LeasedOperation, key: string): Promise<CallResult> {
  const { account, store_id, order_id, payment_id } = of;
  const { amount_cents, tip_cents, is_correction, currency, operation } = ask;
  const intent_id = of.intent_id ?? "";
  switch (operation.kind) {
    case "CREATE":
      return {
        kind: "created",
        result: await provider.createIntent({ amount_cents, currency, account, store_id, order_id, payment_id }, key),
      };
    case "CAPTURE":
      return { kind: "intent", result: await provider.capture(intent_id, { amount_cents, currency }, account, key) };
    case "RELEASE":
      return { kind: "intent", result: await provider.cancel(intent_id, account, key) };
    case "REFUND": {
      const refund = { intent_id, refund_id: operation.refund_id ?? "", amount_cents, tip_cents, is_correction, currency, account };
      return { kind: "refund", result: await provider.refund(refund, key) };
    }
  }
}
