/** The queries of the till that its stream makes out of date, by name: the sheets that ask them are loaded later than the stream. */
export const ORDERS = ["orders"] as const;
export const HELD = ["drafts"] as const;
export const REFUND_REQUESTS = ["refund-requests"] as const;
export const orderKey = (orderId: string) => ["order", orderId] as const;
