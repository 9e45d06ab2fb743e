/** An order of the store with the counter's money, as the cloud has it: for a box that was not handed it. */
import { Order } from "@crema/shared/domain/order/order";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { z } from "zod";

export const OrderWithMoney = z.object({ order: Order, payments: z.array(Payment), refunds: z.array(Refund) });
export type OrderWithMoney = z.infer<typeof OrderWithMoney>;
