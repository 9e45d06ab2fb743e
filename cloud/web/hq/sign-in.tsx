/** An operator's token, given once: it goes into a header and comes back as a cookie. It is kept nowhere on the page. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Brand } from "@crema/ui/components/brand.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { SESSION } from "./use-asked.ts";

const WRONG = ["auth.required", "auth.revoked", "auth.forbidden"];

export const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

export function SignIn() {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const [token, setToken] = useState("");
  const signIn = useMutation({
    mutationFn: () => unwrap(api.v1.session.$post({ json: {} }, bearer(token.trim()))),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
  const isWrong = isRefusal(signIn.error, ...WRONG);
  return (
    <main className="hq-gate">
      <Brand hasWord />
      <h1>{t("hq.title")}</h1>
      <form
        className="hq-form"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Field
          label={t("hq.sign_in.token")}
          hint={t("hq.sign_in.hint")}
          type="password"
          autoComplete="current-password"
          value={token}
          onChange={(text) => {
            setToken(text);
            // A field that is marked as wrong keeps the browser from sending its form.
            signIn.reset();
          }}
          isRequired
          fault={isWrong ? t("hq.sign_in.wrong") : null}
        />
        {isWrong ? null : <ProblemNote error={signIn.error} server={SERVICE} />}
        <Button
          type="submit"
          look="primary"
          size="large"
          isDisabled={token.trim() === ""}
          busy={signIn.isPending ? t("hq.sign_in.busy") : null}
        >
          {t("hq.sign_in.do")}
        </Button>
      </form>
      <LanguageChoice />
    </main>
  );
}
