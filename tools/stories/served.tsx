/** A part of a screen that reads from its server: what each path responds with. What is not among them stays on its way. */
import { PortsProvider, usePorts } from "@crema/ui/ports-context.tsx";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";

/** By path; `down`: every request ends without a response. */
export type Responses = Readonly<Record<string, unknown>> | "down";

export function Served({ responses, children }: { readonly responses: Responses; readonly children: ReactNode }) {
  const ports = usePorts();
  const served = useMemo(() => ({ ...ports, fetch: fetchFrom(responses, ports.fetch) }), [ports, responses]);
  // Its own, so that stories on one page do not read each other's responses.
  const queries = useMemo(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }), []);
  return (
    <PortsProvider ports={served}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </PortsProvider>
  );
}

function fetchFrom(responses: Responses, otherwise: typeof fetch): typeof fetch {
  return (input, init) => {
    if (responses === "down") return Promise.reject(new TypeError("no response"));
    const body = responses[new URL(String(input)).pathname];
    return body === undefined ? otherwise(input, init) : Promise.resolve(Response.json(body));
  };
}
