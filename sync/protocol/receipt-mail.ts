/**
 * A receipt by e-mail that a guest asks for at the counter. The box passes the address on and keeps it nowhere; a cloud of a release before
 * this has no such path, and the till is told so.
 */
import { ContactEmail } from "@crema/shared/contract/messages";
import { Id } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";

export const RECEIPT_MAIL_PATH = "/v1/sync/receipt-mail";

export const ReceiptMailRequest = z.object({ order_id: Id, email: ContactEmail });
export type ReceiptMailRequest = z.infer<typeof ReceiptMailRequest>;

export const ReceiptMailResponse = z.object({ queued: z.literal(true) });
export type ReceiptMailResponse = z.infer<typeof ReceiptMailResponse>;
