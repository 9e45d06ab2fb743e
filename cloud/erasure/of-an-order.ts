/** Who wants to be told of an order, and what they were told: gone at once, also where the order is open and keeps its notes. */
export const OF_AN_ORDER = ["order_contacts", "push_subscriptions", "messages"] as const;
