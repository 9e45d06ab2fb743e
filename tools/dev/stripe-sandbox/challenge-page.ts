/** The bank's page of 3-D Secure: two buttons, and the way back to the shop as Stripe writes it. */
import type { Control } from "./control.ts";
import type { Store } from "./store.ts";

export interface Page {
  readonly status: number;
  readonly html?: string;
  readonly location?: string;
}

const PATH = /^\/_3ds\/(pi_\w+)$/;

/** null: the request is for another page. `body` is the form of a POST. */
export function challengePage(store: Store, control: Control, method: string, url: URL, body: string): Page | null {
  const id = PATH.exec(url.pathname)?.[1];
  if (id === undefined) return null;
  const row = store.anywhere("payment_intent", id);
  if (!row || url.searchParams.get("client_secret") !== row.body.client_secret) return { status: 404, html: page("No such payment.") };
  if (method === "POST" && row.body.status === "requires_action") {
    const after = control.finishChallenge(id, new URLSearchParams(body).get("result") === "pass");
    return back(row.facts.return_url ?? null, id, after.client_secret ?? "", after.status);
  }
  if (row.body.status !== "requires_action") return { status: 200, html: page("This payment waits for nothing.") };
  return { status: 200, html: page(FORM) };
}

function back(returnUrl: string | null, intent: string, secret: string, status: string): Page {
  if (returnUrl === null || !URL.canParse(returnUrl))
    return { status: 200, html: page(`Done. You may close this page. Status: ${status}`) };
  const url = new URL(returnUrl);
  url.searchParams.set("payment_intent", intent);
  url.searchParams.set("payment_intent_client_secret", secret);
  url.searchParams.set("redirect_status", status === "requires_payment_method" ? "failed" : "succeeded");
  return { status: 303, location: url.href };
}

const FORM = `<form method="post"><p>Is it you who pays?</p>
<button name="result" value="pass">Complete</button> <button name="result" value="fail">Fail</button></form>`;

const page = (content: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test bank</title><h1>Test bank</h1>${content}</html>`;
