/** The typed client of the guests' port, and what a failure means in the guest's language. */
import type * as guest from "@crema/shared/contract/guest-drafts";
import type { ErrorCode } from "@crema/shared/domain/kernel/errors";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { ApiError, NetworkError } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";
import { type GuestWords, guestWords, languageOf } from "./words.ts";

export function useGuestApi(): Client<typeof guest> {
  const ports = usePorts();
  return useMemo(() => createClient<typeof guest>(ports), [ports]);
}

export function useGuestWords(): GuestWords {
  return guestWords(languageOf(usePorts().locale));
}

/** The code on the sheet, from behind the # of the address; empty: the page was opened otherwise. */
export function useSheet(): { readonly "store-code": string } {
  const { fragment } = usePorts();
  return { "store-code": fragment() };
}

type Text = Exclude<{ [Key in keyof GuestWords]: GuestWords[Key] extends string ? Key : never }[keyof GuestWords], never>;

const MEANINGS: Partial<Record<ErrorCode, Text>> = {
  "draft.too_many_guests": "full",
  "draft.too_many_yours": "tooManyYours",
  "guest.code_unknown": "oldCode",
  "guest.foreign_page": "oldCode",
  "item.not_now": "notSold",
  "item.sold_out": "notSold",
  "item.unknown": "notSold",
  "modifier.sold_out": "notSold",
  "modifier.unknown": "notSold",
  "request.rate_limited": "tooFast",
  "store.closed": "closed",
};

export function troubleText(error: unknown, words: GuestWords): string {
  if (error instanceof NetworkError) return words.silent;
  if (!(error instanceof ApiError)) return words.goesWrong;
  const meaning = MEANINGS[error.problem.code as ErrorCode];
  // A code that is no code of ours is refused before it is looked up.
  const isBadCode = error.problem.detail.startsWith("header:store-code");
  return words[meaning ?? (isBadCode ? "oldCode" : "goesWrong")];
}
