/** The payments and refunds of an order. */
import { cents } from "@crema/shared/domain/kernel/money";
import { isLeftToCorrect } from "@crema/shared/domain/payment/correct";
import { leftToRefund } from "@crema/shared/domain/payment/money-parts";
import { isCounterCapture } from "@crema/shared/domain/payment/refund";
import type { Tables } from "../db/tables.ts";
import type { OrderPresenter } from "../order-presenter.ts";
import type { EdgeQueries } from "../ports.ts";

export function moneyQueries(tables: Tables, show: OrderPresenter): Pick<EdgeQueries, "moneyOf" | "tendersOf"> {
  return {
    moneyOf: (orderId) => ({
      payments: tables.money.paymentsOf(orderId),
      refunds: [...tables.money.refundsOf(orderId), ...tables.onlineRefunds.of(orderId).filter(({ status }) => status !== "FAILED")],
    }),
    tendersOf(orderId) {
      const refunds = tables.money.refundsOf(orderId);
      return tables.money
        .paymentsOf(orderId)
        .filter(isCounterCapture)
        .map((payment) => {
          const left = leftToRefund(payment, refunds);
          const is_correctable = isLeftToCorrect(left) && show.isOpenTender(payment);
          return { payment, left_cents: cents(left.amount), left_tip_cents: cents(left.tip), is_correctable };
        });
    },
  };
}
