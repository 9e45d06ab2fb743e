/**
 * The receipt to a guest's address, while the store is online. The address is in this form until it is sent or the sheet is closed, and
 * stored nowhere here.
 */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import Mail from "lucide-react/icons/mail";
import { type FormEvent, useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";

export interface ReceiptMailProps {
  readonly orderId: string;
  /** The box reaches the cloud, which sends mail. */
  readonly isOnline: boolean;
}

/** What the till has done is with the cloud a moment later. */
const TRIES_UNTIL_SENT = 8;
const TRY_AGAIN_MS = 1_000;

export function ReceiptMail({ orderId, isOnline }: ReceiptMailProps) {
  const t = useWords();
  const api = useStoreApi();
  const [email, setEmail] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (to: string) =>
      unwrap(api.v1.orders[":order_id"]["receipt-mail"].$post({ param: { order_id: orderId }, json: { email: to } })),
    retry: (tries, error) => tries < TRIES_UNTIL_SENT && isRefusal(error, "receipt.not_sent_yet"),
    retryDelay: TRY_AGAIN_MS,
    onSuccess: () => setEmail(null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email?.trim()) send.mutate(email.trim());
  };
  if (!isOnline) return <p className="small soft">{t("pos.receipt.mail_offline")}</p>;
  if (email === null) {
    return (
      <>
        {send.isSuccess ? <p role="status">{t("pos.receipt.mail_sent")}</p> : null}
        <Button
          icon={Mail}
          onPress={() => {
            send.reset();
            setEmail("");
          }}
        >
          {t("pos.receipt.mail")}
        </Button>
      </>
    );
  }
  return (
    <form className="receipt-mail" onSubmit={submit}>
      <ProblemNote error={send.error} server={BOX} />
      <Field
        label={t("pos.receipt.mail_address")}
        hint={t("pos.receipt.mail_hint")}
        type="email"
        inputMode="email"
        autoComplete="off"
        maxLength={254}
        autoFocus
        value={email}
        onChange={setEmail}
      />
      <Button type="submit" isPending={send.isPending} isDisabled={email.trim() === ""}>
        {t("pos.receipt.mail_send")}
      </Button>
    </form>
  );
}
