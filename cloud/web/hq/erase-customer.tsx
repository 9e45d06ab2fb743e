/** Erases a customer for good: the service asks once more, and whoever does it types the address. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";

interface Asked {
  readonly confirmation: string;
  readonly orders: number;
}

/** `email` null: they have none, and the word ERASE is typed. */
export function EraseCustomer({ userId, email, onErased }: { userId: string; email: string | null; onErased(): void }) {
  const api = useHqApi();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [typed, setTyped] = useState("");
  const param = { user_id: userId };
  const ask = useMutation({
    mutationFn: async () => {
      const refused = await unwrap(api.v1.admin.customers[":user_id"].erasure.$post({ param, json: {} })).then(() => null, onlyUnconfirmed);
      setTyped("");
      // Somebody else has erased them meanwhile.
      if (refused === null) onErased();
      else setAsked(refused);
    },
  });
  const erase = useMutation({
    mutationFn: ({ confirmation }: Asked) => unwrap(api.v1.admin.customers[":user_id"].erasure.$post({ param, json: { confirmation } })),
    onSuccess: () => {
      setAsked(null);
      onErased();
    },
  });
  const wanted = email ?? "ERASE";
  const fits = typed.trim().toLowerCase() === wanted.toLowerCase();
  return (
    <>
      <Button look="danger" isDisabled={ask.isPending} onPress={() => ask.mutate()}>
        Erase …
      </Button>
      <ProblemNote error={ask.error} server={SERVICE} />
      <Sheet
        title="Erase this customer?"
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        problem={<ProblemNote error={erase.error} server={SERVICE} />}
        footer={
          <>
            <Button className="grow" onPress={() => setAsked(null)}>
              Keep them
            </Button>
            <Button look="danger" className="grow" isDisabled={!fits || erase.isPending} onPress={() => asked && erase.mutate(asked)}>
              {erase.isPending ? "Erasing …" : "Erase for good"}
            </Button>
          </>
        }
      >
        <div className="stack">
          <p>
            The account is removed and signed out everywhere. Name, notes and contacts are removed from{" "}
            {asked?.orders === 1 ? "one order" : `${asked?.orders ?? 0} orders`}, here and at the stores. It cannot be taken back; the books
            stay.
          </p>
          <Field label={`Type ${wanted}`} value={typed} onChange={setTyped} autoComplete="off" />
        </div>
      </Sheet>
    </>
  );
}

function onlyUnconfirmed(error: unknown): Asked {
  if (!isRefusal(error, "customer.erasure_unconfirmed")) throw error;
  const { confirmation, orders } = error.problem;
  return { confirmation: String(confirmation), orders: Number(orders) };
}
