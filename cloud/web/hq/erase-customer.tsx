/** Erases for good: the service asks once more, and whoever does it types the address. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { AUDIT } from "./audit-list.tsx";

interface Asked {
  readonly confirmation: string;
  readonly orders: number;
  /** How many of them are in somebody's account. */
  readonly inAccounts: number;
}

/** `email` null: they have none, and a word is typed. */
export function EraseCustomer({ userId, email, onErased }: { userId: string; email: string | null; onErased(): void }) {
  const t = useWords();
  const api = useHqApi();
  const param = { user_id: userId };
  return (
    <EraseSheet
      title={t("hq.erase.title")}
      ask={t("hq.erase.ask")}
      wanted={email ?? t("hq.erase.word")}
      says={(orders) => `${t("hq.erase.account")} ${t("hq.erase.orders", { count: orders })}`}
      call={(confirmation) => unwrap(api.v1.admin.customers[":user_id"].erasure.$post({ param, json: { confirmation } }))}
      onErased={onErased}
    />
  );
}

interface EraseSheetProps {
  readonly title: string;
  /** On the button that opens it. */
  readonly ask: string;
  /** What whoever does it types. */
  readonly wanted: string;
  says(orders: number, inAccounts: number): string;
  /** null: the first call, which is refused with a confirmation. */
  call(confirmation: string | null): Promise<unknown>;
  onErased(): void;
}

export function EraseSheet({ title, ask: label, wanted, says, call, onErased }: EraseSheetProps) {
  const t = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [typed, setTyped] = useState("");
  const done = () => {
    void queries.invalidateQueries({ queryKey: AUDIT });
    onErased();
  };
  const ask = useMutation({
    mutationFn: async () => {
      const refused = await call(null).then(() => null, onlyUnconfirmed);
      setTyped("");
      // Somebody else has erased them meanwhile.
      if (refused === null) done();
      else setAsked(refused);
    },
  });
  const erase = useMutation({
    mutationFn: ({ confirmation }: Asked) => call(confirmation),
    onSuccess: () => {
      setAsked(null);
      done();
    },
  });
  const fits = typed.trim().toLowerCase() === wanted.toLowerCase();
  return (
    <>
      <Button look="danger" isDisabled={ask.isPending} onPress={() => ask.mutate()}>
        {label}
      </Button>
      <ProblemNote error={ask.error} server={SERVICE} />
      <Sheet
        title={title}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        problem={<ProblemNote error={erase.error} server={SERVICE} />}
        footer={
          <>
            <Button className="grow" onPress={() => setAsked(null)}>
              {t("hq.erase.keep")}
            </Button>
            <Button
              look="danger"
              className="grow"
              isDisabled={!fits}
              busy={erase.isPending ? t("hq.erase.busy") : null}
              onPress={() => asked && erase.mutate(asked)}
            >
              {t("hq.erase.do")}
            </Button>
          </>
        }
      >
        <div className="stack">
          <p>{`${says(asked?.orders ?? 0, asked?.inAccounts ?? 0)} ${t("hq.erase.for_good")}`}</p>
          <Field label={t("hq.erase.type", { wanted })} value={typed} onChange={setTyped} autoComplete="off" />
        </div>
      </Sheet>
    </>
  );
}

function onlyUnconfirmed(error: unknown): Asked {
  if (!isRefusal(error, "customer.erasure_unconfirmed")) throw error;
  const { confirmation, orders, in_accounts = 0 } = error.problem;
  return { confirmation: String(confirmation), orders: Number(orders), inAccounts: Number(in_accounts) };
}
