/**
 * The tokens of guests' orders that were placed or opened since the page was loaded, for their links alone. They are held in memory
 * and nowhere else: what opens an order from then on is its cookie.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { createContext, type ReactNode, useContext, useState } from "react";
import { orderPath } from "./route.ts";

interface GuestLinks {
  add(orderId: string, token: string): void;
  /** null: the order's token is not known any more. */
  linkTo(orderId: string): string | null;
}

const Context = createContext<GuestLinks | null>(null);

export function GuestLinksProvider({ children }: { children: ReactNode }) {
  const { origin } = usePorts();
  const [tokens, setTokens] = useState<Readonly<Record<string, string>>>({});
  const links: GuestLinks = {
    add: (orderId, token) => setTokens((before) => ({ ...before, [orderId]: token })),
    linkTo: (orderId) => (tokens[orderId] ? `${origin}${orderPath(orderId)}#${tokens[orderId]}` : null),
  };
  return <Context value={links}>{children}</Context>;
}

export function useGuestLinks(): GuestLinks {
  const links = useContext(Context);
  if (!links) throw new Error("outside GuestLinksProvider");
  return links;
}
