/** The control interface over HTTP: POST with a JSON body, under /_control/. Only a test's runner knows the port. */
import { z } from "zod";
import { type Control, ControlFault } from "./control.ts";

const Advance = z.strictObject({ ms: z.int().min(0) });
const OfIntent = z.strictObject({ intent: z.string() });
const Settle = z.strictObject({ refund: z.string(), to: z.enum(["succeeded", "failed"]) });
const Close = z.strictObject({ dispute: z.string(), status: z.enum(["won", "lost"]) });
const OfCharge = z.strictObject({ charge: z.string() });
const OfAccount = z.strictObject({ account: z.string().regex(/^acct_\w{1,64}$/) });
const CloseReview = z.strictObject({ review: z.string(), reason: z.enum(["approved", "refunded_as_fraud", "disputed"]) });
const Challenge = z.strictObject({ intent: z.string(), passed: z.boolean() });
const NewEndpoint = z.strictObject({
  url: z.url(),
  secret: z.string().min(1),
  listens: z.enum(["platform", "connect", "both"]).default("both"),
});

type Action = (control: Control, body: unknown) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  "calls/plan": (control, body) => control.planCall(body as Parameters<Control["planCall"]>[0]),
  "webhooks/plan": (control, body) => control.planWebhook(body as Parameters<Control["planWebhook"]>[0]),
  "webhooks/release": (control, body) => ({ sent: control.releaseWebhooks(body as Parameters<Control["releaseWebhooks"]>[0]) }),
  "webhooks/resend": (control, body) => control.resendWebhook(body as Parameters<Control["resendWebhook"]>[0]),
  "webhooks/own": (control, body) => control.sendOwnEvent(body as Parameters<Control["sendOwnEvent"]>[0]),
  "webhooks/thin": (control, body) => ({ event: control.sendThinEvent(body as Parameters<Control["sendThinEvent"]>[0]) }),
  "webhooks/endpoints": (control, body) => control.addEndpoint(NewEndpoint.parse(body)),
  "webhooks/quiet": (control) => control.quiet(),
  "webhooks/deliveries": (control) => ({ deliveries: control.deliveries() }),
  "plans/clear": (control) => control.clearPlans(),
  "clock/advance": (control, body) => control.advance(Advance.parse(body).ms),
  "holds/expire": (control, body) => control.expireHold(OfIntent.parse(body).intent),
  "refunds/settle": (control, body) => {
    const { refund, to } = Settle.parse(body);
    control.settleRefund(refund, to);
  },
  "disputes/open": (control, body) => control.dispute(body as Parameters<Control["dispute"]>[0]),
  "disputes/close": (control, body) => {
    const { dispute, status } = Close.parse(body);
    control.closeDispute(dispute, status);
  },
  "warnings/open": (control, body) => control.warn(body as Parameters<Control["warn"]>[0]),
  "reviews/open": (control, body) => control.openReview(OfCharge.parse(body).charge),
  "reviews/close": (control, body) => {
    const { review, reason } = CloseReview.parse(body);
    control.closeReview(review, reason);
  },
  "accounts/deauthorize": (control, body) => control.deauthorize(OfAccount.parse(body).account),
  "accounts/connect": (control, body) => control.connect(OfAccount.parse(body).account),
  "challenges/finish": (control, body) => {
    const { intent, passed } = Challenge.parse(body);
    return control.finishChallenge(intent, passed);
  },
  books: (control) => ({ accounts: control.books() }),
  calls: (control) => ({ calls: control.calls() }),
  events: (control) => ({ events: control.events() }),
};

export const CONTROL_PATHS: readonly string[] = Object.keys(ACTIONS);

export async function controlOverHttp(control: Control, path: string, text: string): Promise<{ status: number; body: object }> {
  const action = Object.hasOwn(ACTIONS, path) ? ACTIONS[path] : undefined;
  if (!action) return { status: 404, body: { fault: `no such control; there are: ${CONTROL_PATHS.join(", ")}` } };
  try {
    const done = await action(control, text === "" ? {} : JSON.parse(text));
    return { status: 200, body: (done as object | undefined) ?? {} };
  } catch (error) {
    if (error instanceof ControlFault || error instanceof z.ZodError || error instanceof SyntaxError)
      return { status: 400, body: { fault: error.message } };
    throw error;
  }
}
