/** Headquarters. Whoever has no session signs in; the session is in a cookie that no script can read. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Brand } from "@crema/ui/components/brand.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useBorrowedLanguage } from "@crema/ui/words/use-borrowed-language.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Desk } from "./desk.tsx";
import "./hq.css";
import { bearer, SignIn } from "./sign-in.tsx";
import { SESSION } from "./use-asked.ts";

/** `linkToken`: brought by the link that opened the page, and good for one attempt. */
export function Hq({ linkToken }: { linkToken: string | null }) {
  const t = useWords();
  const api = useHqApi();
  const brought = useRef(linkToken);
  const session = useQuery({
    queryKey: SESSION,
    queryFn: async () => {
      const token = brought.current;
      brought.current = null;
      if (token !== null) await unwrap(api.v1.session.$post({ json: {} }, bearer(token))).catch(onlyRefused);
      return unwrap(api.v1.session.$get());
    },
  });
  const own = session.data?.kind === "operator" ? session.data.language : null;
  useBorrowedLanguage(own);
  if (session.data?.kind === "operator") return <Desk role={session.data.role} ofEveryStore={session.data.store_ids === null} />;
  if (session.data) return <SignIn />;
  return (
    <main className="hq-gate">
      <Brand hasWord />
      <h1>{t("hq.title")}</h1>
      {session.error ? <ProblemNote error={session.error} server={SERVICE} /> : <p role="status">{t("hq.checking")}</p>}
    </main>
  );
}

/** A link whose token is not good leads to the sign-in, like one without. */
function onlyRefused(error: unknown): void {
  if (!isRefusal(error)) throw error;
}
