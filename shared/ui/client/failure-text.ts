/** The text of a failed action for a person: what happened, and what to do about it. */
import { ApiError, NetworkError } from "./unwrap.ts";

export interface FailureText {
  readonly title: string;
  readonly detail: string;
}

/** `server` is what the page calls its server: "the store's box", "the service". */
export function failureText(error: unknown, server: string): FailureText {
  if (error instanceof NetworkError) {
    return {
      title: `No answer from ${server}`,
      detail: "Nothing that you entered is lost. Check the network and try again; it is not done twice.",
    };
  }
  if (error instanceof ApiError) {
    const { title, detail, status } = error.problem;
    const wait = error.retryAfterS === null ? "" : ` Try again in ${error.retryAfterS} s.`;
    return {
      title,
      detail: status >= 500 && error.retryAfterS === null ? `${detail} Try again; it is not done twice.` : `${detail}${wait}`,
    };
  }
  return { title: "The page made a mistake", detail: "Reload the page. What you entered is kept." };
}
