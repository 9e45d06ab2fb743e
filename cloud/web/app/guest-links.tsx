/**
 * The tokens of guests' orders that were placed or opened in this tab, for their links alone. They end with the tab, and outlive a
 * reload and the way to a bank's page and back; what opens an order from then on is its cookie.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { createContext, type ReactNode, useContext, useState } from "react";
import { orderPath } from "./route.ts";

interface GuestLinks {
  add(orderId: string, token: string): void;
  /** null: the order's token is not known any more. */
  linkTo(orderId: string): string | null;
}

const STORED = "crema.guest-links";

const Context = createContext<GuestLinks | null>(null);

export function GuestLinksProvider({ children }: { children: ReactNode }) {
  const { origin, tabStorage } = usePorts();
  const [tokens, setTokens] = useState<Readonly<Record<string, string>>>(() => JSON.parse(tabStorage.get(STORED) ?? "{}"));
  const links: GuestLinks = {
    add(orderId, token) {
      const all = { ...tokens, [orderId]: token };
      tabStorage.set(STORED, JSON.stringify(all));
      setTokens(all);
    },
    linkTo: (orderId) => (tokens[orderId] ? `${origin}${orderPath(orderId)}#${tokens[orderId]}` : null),
  };
  return <Context value={links}>{children}</Context>;
}

export function useGuestLinks(): GuestLinks {
  const links = useContext(Context);
  if (!links) throw new Error("outside GuestLinksProvider");
  return links;
}
