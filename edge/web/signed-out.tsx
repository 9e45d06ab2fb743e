/** Replaces the screen on a device that is not paired, or no longer is. */
import "@crema/ui/components/note.css";

export function SignedOut({ wasRevoked }: { wasRevoked: boolean }) {
  return (
    <main className="note note-warn" role="alert">
      <h1>{wasRevoked ? "This device has been signed out" : "This device is not paired"}</h1>
      <p>
        {wasRevoked ? "A manager has revoked it. " : "A manager has to let it in, once. "}
        <a href="/">Pair this device</a>
      </p>
    </main>
  );
}
