/** What the sandboxes of a push service and of a text message provider have taken, for the page that shows a chain's messages. */
import { PushPayload } from "@crema/cloud/messages/push/push-payload";
import type { PushSandbox } from "../push-sandbox/push-sandbox.ts";
import type { SmsSandbox } from "../sms-sandbox/sms-sandbox.ts";
import type { OtherMessages, SentMessage } from "./mail-page.ts";

export function messagesOf(push: Pick<PushSandbox, "pushes">, sms: Pick<SmsSandbox, "messages">): OtherMessages {
  return () => [
    ...push.pushes().map(({ subscription_id, at, text, urgency }): SentMessage => {
      const { title, body, path } = PushPayload.parse(JSON.parse(text));
      return { ...{ channel: "push", at, to: `browser ${subscription_id}`, title, text: body, path, urgency } };
    }),
    ...sms
      .messages()
      .map(({ at, to, text }): SentMessage => ({ ...{ channel: "sms", at, to, title: null, text, path: null, urgency: null } })),
  ];
}
