/** Which view the address names, and how to go to another one. The page's own addresses all begin with /app. */
import { useSyncExternalStore } from "react";

export type Route =
  | { readonly view: "stores" }
  | { readonly view: "menu"; readonly storeId: string }
  | { readonly view: "cart" }
  | { readonly view: "orders" }
  | { readonly view: "order"; readonly orderId: string }
  | { readonly view: "sign-in" };

const MOVED = "crema:moved";

export function routeOf(pathname: string): Route {
  const [, , first, second] = pathname.split("/");
  if (first === "stores" && second) return { view: "menu", storeId: decodeURIComponent(second) };
  if (first === "cart") return { view: "cart" };
  if (first === "orders") return second ? { view: "order", orderId: decodeURIComponent(second) } : { view: "orders" };
  if (first === "sign-in") return { view: "sign-in" };
  return { view: "stores" };
}

export const menuPath = (storeId: string) => `/app/stores/${encodeURIComponent(storeId)}`;
export const orderPath = (orderId: string) => `/app/orders/${encodeURIComponent(orderId)}`;

export function goTo(path: string): void {
  window.history.pushState(null, "", path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

export const herePath = (): string => window.location.pathname;

function onMove(told: () => void): () => void {
  window.addEventListener("popstate", told);
  window.addEventListener(MOVED, told);
  return () => {
    window.removeEventListener("popstate", told);
    window.removeEventListener(MOVED, told);
  };
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(onMove, herePath));
}
