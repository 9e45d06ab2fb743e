/** By address of the customer app: the view's script, its words, and what it reads first, for the browser to fetch with the page. */
import type { Language } from "@crema/shared/domain/store/profile";
import { builtPart, readAhead } from "@crema/shared/server/page-links";

/** Of an order nothing is read ahead: a guest's link is exchanged for a cookie before. */
const VIEWS: readonly { readonly at: RegExp; readonly part: string | null; readonly reads: (id: string) => readonly string[] }[] = [
  { at: /^\/app\/?$/, part: null, reads: () => ["/v1/stores"] },
  { at: /^\/app\/stores\/([\w-]+)$/, part: "menu-view", reads: (id) => ["/v1/stores", `/v1/stores/${id}/menu`] },
  { at: /^\/app\/cart$/, part: "cart-view", reads: () => ["/v1/stores"] },
  { at: /^\/app\/orders\/[\w-]+$/, part: "order-view", reads: () => [] },
];

/** `language`: null, the page chooses. */
export function appLinks(from: string): (path: string, language: Language | null) => readonly string[] {
  const scriptsOf = builtPart(from, "app/index.html");
  const known = new Map(VIEWS.map(({ part }) => [part, part === null ? [] : scriptsOf(`app/${part}.tsx`)]));
  return (path, language) => {
    const view = VIEWS.find(({ at }) => at.test(path));
    if (!view) return [];
    const [, id = ""] = view.at.exec(path) ?? [];
    const words = view.part !== null && language !== null ? scriptsOf(`app/words/${language}.json?later`) : [];
    return [...(known.get(view.part) ?? []), ...words, ...view.reads(id).map(readAhead)];
  };
}
