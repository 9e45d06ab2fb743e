/** Why something that is read is not shown: from the first try that fails on, as the page goes on asking by itself. */
import { NetworkError } from "@crema/ui/client/unwrap.ts";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SERVICE } from "../service-api.ts";
import { bold } from "./bold.tsx";

type Read = Pick<UseQueryResult, "data" | "error" | "failureReason">;

/** null: it is shown, or the first answer may still come. */
export const troubleOf = ({ data, error, failureReason }: Read): Error | null => (data === undefined ? (error ?? failureReason) : error);

/** `waiting`: what is shown until something is known. */
export function ReadTrouble({ read, waiting }: { read: Read; waiting: ReactNode }) {
  const trouble = troubleOf(read);
  if (trouble === null) return read.data === undefined ? waiting : null;
  if (read.data !== undefined || !(trouble instanceof NetworkError)) return <ProblemNote error={trouble} server={SERVICE} />;
  return <NoResponse />;
}

/** What is missing comes by itself. */
export function NoResponse() {
  const t = useWords();
  return (
    <Note tone="warn" isUrgent>
      {t.drawn("app.no_answer", { b: bold })}
    </Note>
  );
}
