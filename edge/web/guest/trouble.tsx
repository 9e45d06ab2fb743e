/** What is in the way, in the guest's language; read out at once. */
import "@crema/ui/components/note.css";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { troubleText } from "./guest-api.ts";

export function Trouble({ error }: { error: unknown }) {
  const t = useWords();
  if (error === null || error === undefined) return null;
  return (
    <p role="alert" className="note note-bad">
      {troubleText(error, t)}
    </p>
  );
}
