/** A tablet that shows no till yet: the code of one lets it in. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Brand } from "@crema/ui/components/brand.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../../store-api.ts";
import { JOINED } from "./use-screen.ts";

const CODE_DIGITS = 6;

export function JoinTill() {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const join = useMutation({
    mutationFn: () => unwrap(api.v1["customer-screen"].join.$post({ json: { code } })),
    onSuccess: (joined) => queries.setQueryData(JOINED, joined),
    onError: () => setCode(""),
  });
  return (
    <main className="customer-join">
      <Brand />
      <h1>{t("customer.join.title")}</h1>
      <p>{t("customer.join.how")}</p>
      <NumberPad
        label={t("customer.join.code")}
        digits={code}
        shown={code}
        maxDigits={CODE_DIGITS}
        onDigits={(digits) => {
          setCode(digits);
          join.reset();
        }}
        onDone={() => join.mutate()}
        doneLabel={t("customer.join.action")}
        isComplete={code.length === CODE_DIGITS}
        isDisabled={join.isPending}
        autoFocus
      />
      <ProblemNote error={join.error} server={BOX} />
      <LanguageChoice />
    </main>
  );
}
