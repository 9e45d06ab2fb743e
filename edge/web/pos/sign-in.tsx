/** A cashier signs in by PIN; the box knows the PINs by itself, so this works with the internet down. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { ME } from "../use-me.ts";
import "./sign-in.css";

const LONGEST_PIN = 8;
const SHORTEST_PIN = 4;

export function SignIn({ deviceName, onSignedIn }: { deviceName: string; onSignedIn(): void }) {
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
      <h1>Who is at {deviceName}?</h1>
      <NumberPad
        label="Your PIN"
        digits={pin}
        maxDigits={LONGEST_PIN}
        onDigits={(digits) => {
          setPin(digits);
          signIn.reset();
        }}
        onDone={() => signIn.mutate()}
        isComplete={pin.length >= SHORTEST_PIN}
        doneLabel="Sign in"
        isDisabled={signIn.isPending}
        autoFocus
      />
      <ProblemNote error={signIn.error} server={BOX} />
      <p>
        <a href="/">All screens, and letting another device in</a>
      </p>
    </main>
  );
}
