/** What is held of the customer, as a file; and their erasure, which is said twice. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";

interface Asked {
  readonly confirmation: string;
  readonly orders: number;
}

/** `onErased`: nobody is signed in any more. */
export function MyData({ onErased }: { onErased(): void }) {
  const api = useCustomerApi();
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useMutation({
    mutationFn: async () => {
      const refused = await unwrap(api.v1.me.erasure.$post({ json: {} })).then(() => null, onlyUnconfirmed);
      if (refused === null) onErased();
      else setAsked(refused);
    },
  });
  const erase = useMutation({
    mutationFn: ({ confirmation }: Asked) => unwrap(api.v1.me.erasure.$post({ json: { confirmation } })),
    onSuccess: onErased,
    // The reply to it was lost: the account is gone.
    onError: (error) => isRefusal(error, "auth.required", "auth.revoked") && onErased(),
  });
  return (
    <section aria-labelledby="my-data" className="stack">
      <h2 id="my-data">My data</h2>
      <p className="soft">Everything that we hold of you, with your orders and what you paid, as one file.</p>
      <a className="button button-plain" href="/v1/me/export" download="crema-my-data.json">
        Download my data
      </a>
      <ProblemNote error={ask.error} server={SERVICE} />
      <Button look="danger" isDisabled={ask.isPending} onPress={() => ask.mutate()}>
        Erase my account …
      </Button>
      <Sheet
        title="Erase your account?"
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        problem={<ProblemNote error={erase.error} server={SERVICE} />}
        footer={
          <>
            <Button className="grow" onPress={() => setAsked(null)}>
              Keep it
            </Button>
            <SteadyButton
              meaning={asked?.confirmation ?? ""}
              look="danger"
              className="grow"
              isDisabled={erase.isPending}
              onPress={() => asked && erase.mutate(asked)}
            >
              {erase.isPending ? "Erasing …" : "Yes, erase it for good"}
            </SteadyButton>
          </>
        }
      >
        <div className="stack">
          <p>Your account and your address are removed, and you are signed out everywhere. This cannot be taken back.</p>
          <p>
            {asked?.orders === 0 ? "" : `Your name and notes are removed from ${ordersText(asked?.orders ?? 0)}. `}
            Orders and receipts stay without a name, because the books have to be kept. An order under way goes on, and keeps its name and
            notes until it is over: whoever makes it has to know what you are allergic to.
          </p>
          <p className="soft">Download your data first if you want to keep it.</p>
        </div>
      </Sheet>
    </section>
  );
}

const ordersText = (orders: number): string => (orders === 1 ? "your order" : `your ${orders} orders`);

function onlyUnconfirmed(error: unknown): Asked {
  if (!isRefusal(error, "customer.erasure_unconfirmed")) throw error;
  const { confirmation, orders } = error.problem;
  return { confirmation: String(confirmation), orders: Number(orders) };
}
