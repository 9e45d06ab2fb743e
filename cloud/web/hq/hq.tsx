/** Headquarters. Whoever has no session signs in; the session is in a cookie that no script can read. */
import { ask } from "@crema/ui/api/ask.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useQuery } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Desk } from "./desk.tsx";
import "./hq.css";
import { SignIn } from "./sign-in.tsx";
import { SESSION } from "./use-asked.ts";

export function Hq() {
  const api = useHqApi();
  const session = useQuery({ queryKey: SESSION, queryFn: () => ask(api.v1.session.$get()) });
  if (session.data?.kind === "operator") return <Desk role={session.data.role} />;
  if (session.data) return <SignIn />;
  return (
    <main className="hq-gate">
      <h1>Headquarters</h1>
      {session.error ? <ProblemNote error={session.error} server={SERVICE} /> : <p role="status">Looking who you are …</p>}
    </main>
  );
}
