/** Says, in place, what went wrong and what to do; read out at once by a screen reader. */
import { failureText, type ServerName } from "../client/failure-text.ts";
import { useWords } from "../words/words-context.tsx";
import "./note.css";

export interface ProblemNoteProps {
  /** Anything that was thrown; null: nothing is wrong, and nothing is shown. */
  readonly error: unknown;
  /** What the page calls its server. */
  readonly server: ServerName;
}

export function ProblemNote({ error, server }: ProblemNoteProps) {
  const t = useWords();
  if (error === null || error === undefined) return null;
  const { title, detail } = failureText(error, server, t);
  return (
    <div role="alert" className="note note-bad">
      <strong>{title}.</strong> {detail}
    </div>
  );
}
