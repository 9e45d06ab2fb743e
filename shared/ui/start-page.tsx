/**
 * Puts a page on the screen, with what every page needs around it. Called once, by the page's main.tsx.
 * A fault in a component is shown in words, with a way on, and never as a blank page.
 */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Component, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./client/unwrap.ts";
import { Button } from "./components/button.tsx";
import "./components/note.css";
import type { BrowserPorts } from "./ports.ts";
import { PortsProvider } from "./ports-context.tsx";
import "./tokens/base.css";

const MAX_READ_ATTEMPTS = 3;

export function startPage(ports: BrowserPorts, page: ReactNode): void {
  // Its mere presence keeps React Aria from writing a style element, which the Content-Security-Policy forbids (base.css has it).
  document.head.append(Object.assign(document.createElement("meta"), { id: "react-aria-pressable-style" }));
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal is final. Requests without a response are retried, because a server may just be restarting.
        retry: (failures, error) => !(error instanceof ApiError && error.settled) && failures < MAX_READ_ATTEMPTS,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  const root = document.getElementById("page");
  if (!root) throw new Error("the document has no #page");
  createRoot(root).render(
    <StrictMode>
      <PortsProvider ports={ports}>
        <QueryClientProvider client={queries}>
          <Fault>{page}</Fault>
        </QueryClientProvider>
      </PortsProvider>
    </StrictMode>,
  );
}

class Fault extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="note note-bad" role="alert">
        <h1>This page made a mistake</h1>
        <p>What you entered is kept. Go on; if it comes again, reload the page and tell IT: “{error.message}”.</p>
        <Button onPress={() => this.setState({ error: null })}>Go on</Button>
      </main>
    );
  }
}
