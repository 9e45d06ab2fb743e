/** The way to the receipt: the server's own page, to show and to print, or by mail. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { EMAIL_FAULT } from "./contact-fields.tsx";
import { useChannels } from "./use-channels.ts";

export function Receipt({ order }: { order: OrderResponse }) {
  const channels = useChannels();
  return (
    <>
      <p>
        <a href={`/v1/orders/${order.order_id}/receipt?format=html`} target="_blank" rel="noopener">
          Receipt
        </a>{" "}
        <span className="soft small">(opens in a new tab)</span>
      </p>
      {channels?.email ? <ReceiptMail orderId={order.order_id} /> : null}
    </>
  );
}

/** An address is asked for only where none is known. */
function ReceiptMail({ orderId }: { orderId: string }) {
  const api = useCustomerApi();
  const [email, setEmail] = useState("");
  const send = useMutation({
    mutationFn: () =>
      unwrap(
        api.v1.orders[":order_id"]["receipt-mail"].$post({
          param: { order_id: orderId },
          json: email.trim() ? { email: email.trim() } : {},
        }),
      ),
  });
  const isWrong = isRefusal(send.error, "request.invalid");
  const isAsked = isRefusal(send.error, "message.no_address") || email !== "";
  if (send.isSuccess) {
    return (
      <p className="note note-good" role="status">
        The receipt is on its way.
      </p>
    );
  }
  return (
    <div className="stack">
      {isAsked ? (
        <Field
          label="E-mail for the receipt"
          fault={isWrong ? EMAIL_FAULT : null}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={email}
          onChange={(typed) => {
            if (isWrong) send.reset();
            setEmail(typed);
          }}
        />
      ) : null}
      {isWrong || isRefusal(send.error, "message.no_address") ? null : <ProblemNote error={send.error} server={SERVICE} />}
      <Button isDisabled={send.isPending} onPress={() => send.mutate()}>
        Send the receipt by e-mail
      </Button>
    </div>
  );
}
