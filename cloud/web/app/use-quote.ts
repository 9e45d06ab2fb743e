/** What lines cost, by the server. While it does not answer it is asked again, and the page says so from the first time on. */
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { ApiError, unwrap } from "@crema/ui/client/unwrap.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

const AGAIN_MS = 2_000;

export interface AskedPrice {
  readonly store_id: string;
  readonly items: RequestedLine[];
  readonly promotion_codes: string[];
  readonly fulfillment_type: "PICKUP";
  /** null: as soon as possible. */
  readonly requested_for: string | null;
}

export const quoteKey = (asked: AskedPrice) => ["quote", asked];

const isSettled = (error: unknown) => error instanceof ApiError && error.settled;

export function useQuote(asked: AskedPrice) {
  const api = useCustomerApi();
  const quote = useQuery({
    queryKey: quoteKey(asked),
    queryFn: () => unwrap(api.v1.orders.quote.$post({ json: asked })),
    enabled: asked.items.length > 0,
    placeholderData: keepPreviousData,
    retry: (_failures, error) => !isSettled(error),
    retryDelay: AGAIN_MS,
  });
  const error = quote.error ?? quote.failureReason;
  const isPriced = quote.data !== undefined && error === null && !quote.isPlaceholderData && asked.items.length > 0;
  return {
    /** null: not known for these very lines, and nothing is ordered by it. */
    priced: isPriced ? quote.data : null,
    /** For what is shown beside the lines meanwhile: perhaps the price of the lines before. */
    shown: error === null && asked.items.length > 0 ? (quote.data ?? null) : null,
    refused: isSettled(error) ? error : null,
    hasNoResponse: error !== null && !isSettled(error),
  };
}
