/** The way to the receipt: the server's own page, to show and to print, or by mail. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import ReceiptIcon from "lucide-react/icons/receipt-text";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useChannels } from "./use-channels.ts";

export function Receipt({ order }: { order: OrderResponse }) {
  const t = useWords();
  const channels = useChannels();
  return (
    <>
      <a className="button" href={`/v1/orders/${order.order_id}/receipt?format=html`} target="_blank" rel="noopener">
        <Icon of={ReceiptIcon} /> {t("receipt.show")} <span className="unseen">{t("receipt.new_tab")}</span>
      </a>
      {channels?.email ? <ReceiptMail orderId={order.order_id} /> : null}
    </>
  );
}

/** An address is asked for only where none is known. */
function ReceiptMail({ orderId }: { orderId: string }) {
  const t = useWords();
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
    return <Note tone="good">{t("receipt.sent")}</Note>;
  }
  return (
    <div className="stack">
      {isAsked ? (
        <Field
          label={t("receipt.email")}
          fault={isWrong ? t("contact.email_fault") : null}
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
        {t("receipt.send")}
      </Button>
    </div>
  );
}
