/** What is held of the customer, as a file; and their erasure, which is said twice. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";

interface Asked {
  readonly confirmation: string;
  readonly orders: number;
}

/** `onErased`: nobody is signed in any more. */
export function MyData({ onErased }: { onErased(): void }) {
  const t = useWords();
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
      <h2 id="my-data">{t("account.data")}</h2>
      <p className="soft">{t("account.data_about")}</p>
      <a className="button button-plain" href="/v1/me/export" download="crema-my-data.json">
        {t("account.download")}
      </a>
      <ProblemNote error={ask.error} server={SERVICE} />
      <Button look="danger" isDisabled={ask.isPending} onPress={() => ask.mutate()}>
        {t("account.erase")}
      </Button>
      <Sheet
        title={t("account.erase_title")}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        problem={<ProblemNote error={erase.error} server={SERVICE} />}
        footer={
          <>
            <Button className="grow" onPress={() => setAsked(null)}>
              {t("account.erase_keep")}
            </Button>
            <SteadyButton
              meaning={asked?.confirmation ?? ""}
              look="danger"
              className="grow"
              isDisabled={erase.isPending}
              onPress={() => asked && erase.mutate(asked)}
            >
              {erase.isPending ? t("account.erasing") : t("account.erase_yes")}
            </SteadyButton>
          </>
        }
      >
        <div className="stack">
          <p>{t("account.erase_about")}</p>
          <p>{t("account.erase_orders", { count: asked?.orders ?? 0 })}</p>
          <p className="soft">{t("account.erase_download")}</p>
        </div>
      </Sheet>
    </section>
  );
}

function onlyUnconfirmed(error: unknown): Asked {
  if (!isRefusal(error, "customer.erasure_unconfirmed")) throw error;
  const { confirmation, orders } = error.problem;
  return { confirmation: String(confirmation), orders: Number(orders) };
}
