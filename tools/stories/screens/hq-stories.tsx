import { ExceptionCard } from "@crema/cloud/web/hq/exceptions-view.tsx";
import "@crema/cloud/web/hq/hq.css";
import { at, nothing } from "../samples.ts";
import type { Story } from "../story.ts";

const OPEN = {
  ...{ exception_id: "0198c7f2-8b7e-7000-8000-000000000001", store_id: "main-street", order_id: null, kind: "refund.failed" },
  detail: "The payment provider did not take the refund of 13.10 EUR.",
  what_to_do: "Ask the provider, or refund the guest in another way; then say here what was done.",
  ...{ asked_by: null, raised_at: at(-90), resolve_by: "NOTE" as const, resolved_at: null, resolved_by: null, resolution: null },
};
const RESOLVED = {
  ...OPEN,
  ...{ resolved_at: at(-5), resolved_by: { kind: "operator" as const, id: "kim", name: "Kim" }, resolution: "Refunded by bank transfer." },
};

const card = (exception: Parameters<typeof ExceptionCard>[0]["exception"]) => (
  <ul className="cards cards-wide">
    <ExceptionCard {...{ exception, storeName: "Main Street", timeZone: "Europe/Berlin", onResolve: nothing, onOrder: nothing }} />
  </ul>
);

export const exceptionStories: readonly Story[] = [
  { name: "open", shown: card(OPEN) },
  { name: "open, about an order", shown: card({ ...OPEN, order_id: "0198c7f2-8b7e-7000-8000-000000000002" }) },
  { name: "resolved", shown: card(RESOLVED) },
  { name: "resolved without a note", shown: card({ ...RESOLVED, resolution: null, resolved_by: null }) },
];
