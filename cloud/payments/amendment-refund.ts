/**
 * The refund of what was paid above a total that the store has lowered: one for each amendment of an order, whose id follows from the two.
 * So the same amendment refunds nothing twice, also where the cloud was put back and hears it again: the provider's refund says its id.
 */
import { nameBasedId } from "../db/name-based-id.ts";

export const amendmentRefundId = (orderId: string, amendment: number): string => nameBasedId(`amendment\n${orderId}\n${amendment}`);

/** An order is amended until it is started, by a person each time. */
const MOST_AMENDMENTS = 200;

export function isAmendmentRefund(orderId: string, refundId: string | null): boolean {
  for (let amendment = 1; amendment <= MOST_AMENDMENTS; amendment++) {
    if (amendmentRefundId(orderId, amendment) === refundId) return true;
  }
  return false;
}
