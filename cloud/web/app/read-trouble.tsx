/** Why something that is read is not shown: from the first try that fails on, as the page goes on asking by itself. */
import { NetworkError } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import type { UseQueryResult } from "@tanstack/react-query";
import { SERVICE } from "../service-api.ts";

type Read = Pick<UseQueryResult, "data" | "error" | "failureReason">;

/** null: it is shown, or the first answer may still come. */
export const troubleOf = ({ data, error, failureReason }: Read): Error | null => (data === undefined ? (error ?? failureReason) : error);

/** `waiting`: what is said until something is known. */
export function ReadTrouble({ read, waiting }: { read: Read; waiting: string }) {
  const trouble = troubleOf(read);
  if (trouble === null) return read.data === undefined ? <p role="status">{waiting}</p> : null;
  if (read.data !== undefined || !(trouble instanceof NetworkError)) return <ProblemNote error={trouble} server={SERVICE} />;
  return (
    <p className="note note-warn" role="alert">
      <strong>No answer from the service.</strong> Check your network. What is missing appears here by itself as soon as there is an answer.
    </p>
  );
}
