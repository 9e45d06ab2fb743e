/** Replaces the screen on a device that is not paired, or no longer is. */
import { useWords } from "@crema/ui/words/words-context.tsx";
import "@crema/ui/components/note.css";
import type { ReactNode } from "react";

const link = (text: ReactNode) => <a href="/">{text}</a>;

export function SignedOut({ wasRevoked }: { wasRevoked: boolean }) {
  const t = useWords();
  return (
    <main className="note note-warn" role="alert">
      <h1>{t(wasRevoked ? "store.signed_out.revoked" : "store.signed_out.unpaired")}</h1>
      <p>{t.drawn(wasRevoked ? "store.signed_out.revoked_why" : "store.signed_out.unpaired_why", { link })}</p>
    </main>
  );
}
