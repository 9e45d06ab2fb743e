/** Says, in place, what went wrong and what to do; read out at once by a screen reader. */
import { failureText } from "../client/failure-text.ts";
import "./note.css";

export interface ProblemNoteProps {
  /** Anything that was thrown; null: nothing is wrong, and nothing is shown. */
  readonly error: unknown;
  /** What the page calls its server. */
  readonly server: string;
}

export function ProblemNote({ error, server }: ProblemNoteProps) {
  if (error === null || error === undefined) return null;
  const { title, detail } = failureText(error, server);
  return (
    <div role="alert" className="note note-bad">
      <strong>{title}.</strong> {detail}
    </div>
  );
}
