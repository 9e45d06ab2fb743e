/**
 * A query that a view depends on. A session may end while the page is open: the first view that notices makes the page
 * check the session, so that a person is asked to sign in and not shown one error after another.
 */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { type QueryKey, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

export const SESSION = ["session"];

export interface AskedOptions {
  /** Milliseconds between looks while the page is in view. */
  readonly every?: number;
}

export function useAsked<T>(key: QueryKey, question: () => Promise<T>, { every }: AskedOptions = {}): UseQueryResult<T> {
  const response = useQuery({
    queryKey: key,
    queryFn: question,
    placeholderData: (before) => before,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
  useSessionEnd(response.error);
  return response as UseQueryResult<T>;
}

export function useSessionEnd(error: unknown): void {
  const queries = useQueryClient();
  const ended = isRefusal(error, "auth.required", "auth.revoked");
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: SESSION });
  }, [ended, queries]);
}
