/**
 * Fetches the rest of the page, in words and script, once its first view is there: what a tap opens first, then one view after the other,
 * so that pictures find room on the line as well.
 */
import { useLaterWords } from "@crema/ui/words/words-context.tsx";
import { useEffect } from "react";
import { loadLaterSheets } from "./later-sheets.tsx";
import { loadLaterViews } from "./later-views.tsx";

export function useLaterViews(isShown: boolean): void {
  const words = useLaterWords();
  useEffect(() => {
    if (!isShown) return;
    // What does not come now is asked for again where it is shown.
    Promise.all([words.load(), loadLaterSheets()])
      .then(loadLaterViews)
      .catch(() => undefined);
  }, [isShown, words]);
}
