/** Links in messages. A guest's carries the order's token behind the `#`, which no browser sends and no server logs. */
import { accessToken } from "../auth/access-token.ts";
import { unsubscribeToken } from "./unsubscribe-token.ts";

export interface MessageLinks {
  /** null: this installation does not know where it is reached. */
  order(orderId: string, isGuests: boolean): string | null;
  unsubscribe(contactIndex: string): string | null;
}

export const UNSUBSCRIBE_PATH = "/v1/unsubscribe";

export function createMessageLinks(publicUrl: URL | null, secret: Uint8Array): MessageLinks {
  const base = publicUrl?.origin ?? null;
  return {
    order: (orderId, isGuests) => base && `${base}/app/orders/${orderId}${isGuests ? `#${accessToken(secret, orderId)}` : ""}`,
    unsubscribe: (contactIndex) => base && `${base}${UNSUBSCRIBE_PATH}?token=${unsubscribeToken(secret, contactIndex)}`,
  };
}
