/** The online figures of a day, per account of the provider's and currency. Counts the facts of the day, on both sides. */
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { BooksPage } from "./page.ts";
import { accountName } from "./provider-books.ts";

const FIGURES = ["captured", "refunded", "refunds pending", "held", "released holds"] as const;
type Figure = (typeof FIGURES)[number];
type Sums = Record<Figure, number>;
interface Group {
  readonly account: string;
  readonly currency: string;
  readonly cloud: Sums;
  readonly provider: Sums;
}

const nothing = (): Sums => ({ captured: 0, refunded: 0, "refunds pending": 0, held: 0, "released holds": 0 });

export class OnlineSums {
  readonly #groups = new Map<string, Group>();

  constructor(private readonly day: string) {}

  ours(payment: Payment, refunds: readonly Refund[]): void {
    const { cloud } = this.#group(payment.account, payment.currency);
    if (payment.status === "CAPTURED" && payment.business_day === this.day) cloud.captured += withTip(payment);
    if (payment.status === "AUTHORIZED") cloud.held += withTip(payment);
    for (const refund of refunds) {
      if (refund.status === "SUCCEEDED" && refund.business_day === this.day) cloud.refunded += withTip(refund);
      if (refund.status === "PENDING") cloud["refunds pending"] += withTip(refund);
    }
  }

  /** What the provider has of a payment that we know. What it captured counts on the day of ours, or now when we have none. */
  theirs(payment: Payment, snapshot: IntentSnapshot, refunds: readonly Refund[]): void {
    const { provider, cloud } = this.#group(payment.account, snapshot.currency);
    const isOther = payment.status === "CAPTURED" && payment.business_day !== this.day;
    if (snapshot.state === "SUCCEEDED" && !isOther) provider.captured += snapshot.received_cents;
    provider.held += snapshot.capturable_cents;
    // A hold that never was leaves no charge.
    if (snapshot.state === "CANCELED" && snapshot.charge_id !== null) {
      provider["released holds"] += snapshot.amount_cents;
      if (payment.status === "CANCELLED" || payment.status === "FAILED") cloud["released holds"] += withTip(payment);
    }
    for (const each of snapshot.refunds) {
      const known = refunds.find((refund) => refund.refund_id === each.refund_id || refund.provider_ref === each.provider_ref);
      const isOtherDay = known !== undefined && known.status === "SUCCEEDED" && known.business_day !== this.day;
      if (each.state === "SUCCEEDED" && !isOtherDay) provider.refunded += each.amount_cents;
      if (each.state === "PENDING") provider["refunds pending"] += each.amount_cents;
    }
  }

  unknown(account: string, snapshot: IntentSnapshot): void {
    const { provider } = this.#group(account, snapshot.currency);
    if (snapshot.state === "SUCCEEDED") provider.captured += snapshot.received_cents;
    provider.held += snapshot.capturable_cents;
    for (const each of snapshot.refunds) {
      if (each.state === "SUCCEEDED") provider.refunded += each.amount_cents;
      if (each.state === "PENDING") provider["refunds pending"] += each.amount_cents;
    }
  }

  write(page: BooksPage): void {
    for (const { account, currency, cloud, provider } of this.#groups.values()) {
      for (const figure of FIGURES) {
        page.row({ part: "ONLINE", of: accountName(account), figure, currency, cloud: cloud[figure], provider: provider[figure] });
      }
    }
  }

  #group(account: string | null, currency: string): Group {
    const key = `${account ?? ""} ${currency}`;
    const group = this.#groups.get(key) ?? { account: account ?? "", currency, cloud: nothing(), provider: nothing() };
    this.#groups.set(key, group);
    return group;
  }
}
