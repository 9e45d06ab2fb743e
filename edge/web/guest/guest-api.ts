/** The typed client of the guests' port, and what a failure means in the guest's language. */
import type * as guest from "@crema/shared/contract/guest-drafts";
import type { ErrorCode } from "@crema/shared/domain/kernel/errors";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { ApiError, NetworkError } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import type { PlainKey, Words } from "@crema/ui/words/words.ts";
import { useMemo } from "react";

export function useGuestApi(): Client<typeof guest> {
  const ports = usePorts();
  return useMemo(() => createClient<typeof guest>(ports), [ports]);
}

/** The code on the sheet, from behind the # of the address; empty: the page was opened otherwise. */
export function useSheet(): { readonly "store-code": string } {
  const { fragment } = usePorts();
  return { "store-code": fragment() };
}

const MEANINGS = {
  "draft.too_many_guests": "guest.full",
  "draft.too_many_yours": "guest.too_many_yours",
  "guest.code_unknown": "guest.old_code",
  "guest.foreign_page": "guest.old_code",
  "item.not_now": "guest.not_sold",
  "item.sold_out": "guest.not_sold",
  "item.unknown": "guest.not_sold",
  "modifier.sold_out": "guest.not_sold",
  "modifier.unknown": "guest.not_sold",
  "request.rate_limited": "guest.too_fast",
  "store.closed": "guest.closed",
} as const satisfies Partial<Record<ErrorCode, PlainKey>>;

const isMeant = (code: string): code is keyof typeof MEANINGS => code in MEANINGS;

export function troubleText(error: unknown, t: Words): string {
  if (error instanceof NetworkError) return t("guest.no_answer");
  if (!(error instanceof ApiError)) return t("guest.failed");
  const { code, detail } = error.problem;
  if (isMeant(code)) return t(MEANINGS[code]);
  // A code that is no code of ours is refused before it is looked up.
  return t(detail.startsWith("header:store-code") ? "guest.old_code" : "guest.failed");
}
