/**
 * The refund of what was paid above a total that the store has lowered: one for each amendment of an order, whose id follows from the two.
 * So the same amendment refunds nothing twice, also where the cloud was put back and hears it again: the provider's refund says its id.
 */
import { nameBasedId } from "../db/name-based-id.ts";

/** `overtaken`: how many refunds of the order somebody overtook at the provider; what is left to correct then is another refund. */
export const amendmentRefundId = (orderId: string, amendment: number, overtaken = 0): string =>
  nameBasedId(`amendment\n${orderId}\n${amendment}${overtaken === 0 ? "" : `\n${overtaken}`}`);
