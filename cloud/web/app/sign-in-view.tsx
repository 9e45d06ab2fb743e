/** Signing in by a code that is sent by e-mail; signed in: the name, and signing out. Nobody has to: guests order as well. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { forgetOrders } from "./known-orders.ts";
import { MessagePreferences } from "./message-preferences.tsx";
import { MyData } from "./my-data.tsx";
import { TellOfAll } from "./tell-me.tsx";
import { useThisDevice } from "./this-device.ts";
import { useKept } from "./use-kept.ts";
import { SESSION, useSession } from "./use-session.ts";
import { ACCOUNT_PATH } from "./use-told.ts";

export function SignInView() {
  const t = useWords();
  const session = useSession();
  const [isErased, setErased] = useState(false);
  return (
    <main className="view account-view">
      {isErased && session?.kind !== "customer" ? <Note tone="good">{t("account.erased")}</Note> : null}
      {session?.kind === "customer" ? <Account userId={session.user_id} onErased={() => setErased(true)} /> : null}
      {session && session.kind !== "customer" ? <SignIn /> : null}
      <LanguageChoice />
    </main>
  );
}

function SignIn() {
  const t = useWords();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const [email, setEmail] = useKept("sign-in.email", "");
  const [code, setCode] = useState("");
  const [name, setName] = useKept("sign-in.name", "");
  const send = useMutation({ mutationFn: () => unwrap(api.v1["sign-in"].codes.$post({ json: { email } })) });
  const enter = useMutation({
    mutationFn: (challenge_id: string) =>
      unwrap(api.v1["sign-in"].$post({ json: { challenge_id, email, code, first_name: name.trim() || null, session: "COOKIE" } })),
    onSuccess: () => queries.resetQueries({ queryKey: SESSION }),
  });
  /** What was wrong with it is over as soon as something else is entered. */
  const change = (set: (text: string) => void) => (text: string) => {
    if (send.isError) send.reset();
    enter.reset();
    set(text);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (send.isSuccess) enter.mutate(send.data.challenge_id);
    else send.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <h1>{t("account.sign_in")}</h1>
      <p className="soft">{t("account.sign_in_about")}</p>
      <Field
        label={t("account.email")}
        type="email"
        autoComplete="email"
        isRequired
        value={email}
        onChange={change(setEmail)}
        isReadOnly={send.isSuccess}
      />
      {send.isSuccess ? (
        <>
          <Note tone="good">{t("account.code_sent", { email, minutes: Math.round(send.data.expires_in_s / 60) })}</Note>
          <Field
            label={t("account.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            autoFocus
            value={code}
            onChange={change(setCode)}
          />
          <Field label={t("account.first_name")} hint={t("account.first_name_hint")} maxLength={40} value={name} onChange={setName} />
        </>
      ) : null}
      <ProblemNote error={send.error ?? enter.error} server={SERVICE} />
      <Button type="submit" look="primary" isDisabled={send.isPending || enter.isPending}>
        {send.isSuccess ? t("account.sign_in") : t("account.send_code")}
      </Button>
      {send.isSuccess ? (
        <Button look="quiet" onPress={() => send.reset()}>
          {t("account.another")}
        </Button>
      ) : null}
    </form>
  );
}

function Account({ userId, onErased }: { userId: string; onErased(): void }) {
  const t = useWords();
  const { storage } = usePorts();
  const device = useThisDevice();
  const cart = useCart();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const me = useQuery({ queryKey: ["me"], queryFn: () => unwrap(api.v1.me.$get()) });
  const [name, setName] = useState<string | null>(null);
  const rename = useMutation({
    mutationFn: (first_name: string) => unwrap(api.v1.me.$put({ json: { first_name } })),
    onSuccess: (now) => {
      queries.setQueryData(["me"], now);
      setName(null);
      return queries.invalidateQueries({ queryKey: SESSION });
    },
  });
  const leave = useMutation({
    mutationFn: async () => {
      await unwrap(api.v1.session.$delete());
      await tellNothing();
    },
    onSuccess: forgetAccount,
  });
  /** The service tells this device nothing more; whoever signs in next is asked. */
  const tellNothing = async () => {
    if (device.reach() === "can") await device.setTold((await device.told()).filter(({ path }) => path !== ACCOUNT_PATH));
  };
  /** Its orders are the account's, and nobody is told anything here any more. */
  const forgetDevice = async () => {
    if (device.reach() !== "can") return;
    await device.setTold([]);
    await device.unsubscribe();
  };
  function forgetAccount() {
    void device.keepOpenOrder(null);
    // First: what is shown of the account is not to be asked for again.
    queries.setQueryData(SESSION, { kind: "anonymous" });
    for (const own of ["me", "preferences", "my-orders", "order", "payment", "told", "adopted"]) queries.removeQueries({ queryKey: [own] });
  }
  const shown = name ?? me.data?.first_name ?? "";
  return (
    <div className="stack">
      <h1>{t("account.heading")}</h1>
      <p>{me.data?.email ? t("account.signed_in_as", { email: me.data.email }) : t("account.signed_in")}</p>
      <Field label={t("account.name")} maxLength={40} value={shown} onChange={setName} />
      <ProblemNote error={me.error ?? rename.error ?? leave.error} server={SERVICE} />
      <Button isDisabled={name === null || !name.trim() || rename.isPending} onPress={() => rename.mutate(shown.trim())}>
        {t("account.save_name")}
      </Button>
      <TellOfAll userId={userId} />
      <MessagePreferences />
      <Button look="quiet" isDisabled={leave.isPending} onPress={() => leave.mutate()}>
        {t("account.sign_out")}
      </Button>
      <MyData
        onErased={() => {
          forgetOrders(storage);
          cart.forget();
          forgetAccount();
          onErased();
          void forgetDevice();
        }}
      />
    </div>
  );
}
