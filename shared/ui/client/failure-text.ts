/** The text of a failed action for a person: what happened, and what to do about it. */
import type { Words } from "../words/words.ts";
import { ApiError, NetworkError } from "./unwrap.ts";

export interface FailureText {
  readonly title: string;
  readonly detail: string;
}

/** Whom a page talks to: the store's box, or the cloud. */
export type ServerName = "store" | "service";

export function failureText(error: unknown, server: ServerName, t: Words): FailureText {
  if (error instanceof NetworkError) return { title: t("ui.no_response.title", { server }), detail: t("ui.no_response.advice") };
  if (error instanceof ApiError) {
    const { title, detail } = refusalText(error, t);
    const { retryAfterS, problem } = error;
    if (retryAfterS !== null) return { title, detail: `${detail} ${t("ui.try_again_in", { seconds: retryAfterS })}` };
    return { title, detail: problem.status >= 500 ? `${detail} ${t("ui.try_again")}` : detail };
  }
  return { title: t("ui.fault.title"), detail: t("ui.fault.reload") };
}

/**
 * A refusal in the reader's language, by its documented code: "refusal.<code>", and what to do, "refusal.<code>.advice". The server says it
 * in English, with the particulars of the case; it says it where there is no text of ours.
 */
function refusalText({ problem }: ApiError, t: Words): FailureText {
  const title = t.optional(`refusal.${problem.code}`);
  if (t.language === "en" || title === null) return problem;
  return { title, detail: t.optional(`refusal.${problem.code}.advice`) ?? problem.detail };
}
