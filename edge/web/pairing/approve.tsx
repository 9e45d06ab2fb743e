/** A manager lets another device in, from this one. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";

const LONGEST_CODE = 16;
const LONGEST_PIN = 8;

/** `firstCode`: from the address that the new device's QR holds. */
export function Approve({ firstCode }: { firstCode: string }) {
  const t = useWords();
  const api = useStoreApi();
  const [isOpen, setIsOpen] = useState(firstCode !== "");
  const [code, setCode] = useState(firstCode);
  const [pin, setPin] = useState("");
  const approve = useMutation({
    mutationFn: () =>
      unwrap(api.v1.pairings[":code"].approve.$post({ param: { code: code.trim() }, json: { manager_pin: pin === "" ? null : pin } })),
    onSuccess: () => setIsOpen(false),
    onSettled: () => setPin(""),
  });
  /** What was wrong with it is over as soon as something else is entered. */
  const enter = (set: (text: string) => void) => (text: string) => {
    approve.reset();
    set(text);
  };
  return (
    <>
      {approve.isSuccess ? (
        <p className="note note-good" role="status">
          {t("pairing.approve.done")}
        </p>
      ) : null}
      <Button onPress={() => setIsOpen(true)}>{t("pairing.approve.open")}</Button>
      {isOpen ? (
        <Sheet title={t("pairing.approve.title")} isOpen onClose={() => setIsOpen(false)}>
          <div className="landing-pair">
            <Field label={t("pairing.approve.code")} maxLength={LONGEST_CODE} value={code} onChange={enter(setCode)} />
            <ProblemNote error={approve.error} server={BOX} />
            <NumberPad
              label={t("pairing.approve.pin")}
              isLabelled
              digits={pin}
              maxDigits={LONGEST_PIN}
              onDigits={enter(setPin)}
              onDone={() => approve.mutate()}
              doneLabel={t("pairing.approve.action")}
              isDisabled={approve.isPending}
            />
          </div>
        </Sheet>
      ) : null}
    </>
  );
}
