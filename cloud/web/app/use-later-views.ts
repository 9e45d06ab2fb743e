/** Fetches the rest of the page's script once its first view is there. */
import { useEffect } from "react";
import { loadLaterSheets } from "./later-sheets.tsx";
import { loadLaterViews } from "./later-views.tsx";

export function useLaterViews(isShown: boolean): void {
  useEffect(() => {
    if (!isShown) return;
    loadLaterSheets();
    loadLaterViews();
  }, [isShown]);
}
