/** A cashier signs in by PIN; the box knows the PINs by itself, so this works with the internet down. */

import { unwrap } from "@crema/ui/client/unwrap.ts";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { ME } from "../use-me.ts";
import "./sign-in.css";

const LONGEST_PIN = 8;
const SHORTEST_PIN = 4;

export function SignIn({ deviceName, onSignedIn }: { deviceName: string; onSignedIn(): void }) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const [pin, setPin] = useState("");
  const signIn = useMutation({
    mutationFn: () => unwrap(api.v1.staff["sign-in"].$post({ json: { pin } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ME });
      onSignedIn();
    },
    onError: () => setPin(""),
  });
  return (
    <main className="sign-in">
      <h1>{t("pos.sign_in.who", { device: deviceName })}</h1>
      <NumberPad
        label={t("pos.sign_in.pin")}
        digits={pin}
        maxDigits={LONGEST_PIN}
        onDigits={(digits) => {
          setPin(digits);
          signIn.reset();
        }}
        onDone={() => signIn.mutate()}
        isComplete={pin.length >= SHORTEST_PIN}
        doneLabel={t("pos.sign_in.action")}
        isDisabled={signIn.isPending}
        autoFocus
      />
      <ProblemNote error={signIn.error} server={BOX} />
      <p>
        <a href="/">{t("pos.sign_in.screens")}</a>
      </p>
      <LanguageChoice />
    </main>
  );
}
