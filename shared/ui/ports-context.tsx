/** Hands the browser's ports to every component of a page. */
import { createContext, type ReactNode, useContext } from "react";
import type { BrowserPorts } from "./ports.ts";

const Ports = createContext<BrowserPorts | null>(null);

export function PortsProvider({ ports, children }: { ports: BrowserPorts; children: ReactNode }) {
  return <Ports value={ports}>{children}</Ports>;
}

export function usePorts(): BrowserPorts {
  const ports = useContext(Ports);
  if (!ports) throw new Error("a component was rendered outside startPage");
  return ports;
}
