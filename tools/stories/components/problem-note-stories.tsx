import { ApiError, NetworkError } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import type { Story } from "../story.ts";

const refused = (status: number, title: string, detail: string, retryAfterS: number | null) =>
  new ApiError({ type: "about:blank", code: "internal", title, status, detail }, retryAfterS);

const shown = (name: string, error: unknown): Story => ({ name, shown: <ProblemNote error={error} server="store" /> });

export const problemNoteStories: readonly Story[] = [
  shown("nothing is wrong", null),
  shown("refused", refused(409, "The order has moved on", "It is READY; Sam readied it at 10:15.", null)),
  shown("refused, to be tried again", refused(429, "Too many tries", "Three PINs were wrong.", 30)),
  shown("a fault of the server", refused(500, "The box made a mistake", "It is in its log.", null)),
  shown("no answer", new NetworkError(new Error("reset"))),
  shown("a fault of the page", new Error("undefined is not a function")),
];
