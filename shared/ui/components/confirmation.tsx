/** "Saved", beside what was pressed, and read out: what was done is said where it was done, not in a corner of the screen. */
import Check from "lucide-react/icons/check";
import { Icon } from "./icon.tsx";
import "./confirmation.css";

/** `text` null: nothing to confirm; its place stays, so that nothing moves. */
export function Confirmation({ text }: { readonly text: string | null }) {
  return (
    <p role="status" className="confirmation">
      {text === null ? null : (
        <>
          <Icon of={Check} /> {text}
        </>
      )}
    </p>
  );
}
