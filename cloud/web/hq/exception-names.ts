/** What an exception is called; its kind is for programs. One that this page does not know keeps its kind. */
const NAMES: Readonly<Record<string, string>> = {
  "clock.set": "The store's clock was set",
  "currency.digits": "What the prices mean is open",
  "money.foreign_order": "Money for another store's order",
  "order.key_used_twice": "Two orders under one key",
  "order.paid_store_silent": "Paid, and the store does not answer",
  "payment.amount_mismatch": "The provider has another amount",
  "payment.dispute": "A customer disputes a charge",
  "payment.fraud_warning": "The provider warns of fraud",
  "payment.not_admitted": "The provider does not admit this account",
  "payment.outcome_unknown": "What became of a payment is unknown",
  "refund.failed": "A refund did not go through",
  "refund.made_elsewhere": "A refund was made at the provider",
  "refund.overtaken": "A refund was overtaken",
  "refund.refused": "A refund was refused",
  "refund.store_silent": "A refund waits for a silent store",
  "refund.waits_for_balance": "A refund waits for balance",
  "staff.pin_locked": "Wrong PINs locked a device",
  "staff.pin_shared": "Two people have one PIN",
  "store.payment_account_changed": "The payment account was changed",
  "sync.batch_fails": "A store's data cannot be taken in",
  "sync.conflict": "The store's log does not match",
  "sync.rewound": "The cloud was set back in time",
};

export const exceptionName = (kind: string): string => NAMES[kind] ?? kind;
