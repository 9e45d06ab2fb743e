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
import "./tokens/base.css";
import type { PlainKey } from "./words/words.ts";
import { type Catalogue, loadWords, type PageTexts, useWords, WordsProvider, type WordsProviderProps } from "./words/words-context.tsx";

const MAX_READ_ATTEMPTS = 3;
const WORDS_AGAIN_MS = 2_000;

/** What a page says after its first view. */
export interface LaterTexts {
  readonly later: Catalogue;
  /** The address names something of it. */
  readonly isNeededAtOnce: boolean;
}

/**
 * `catalogue`: the languages that the page has, each by its file. `title`: of the window, in the reader's language; null: the page says it
 * itself.
 */
export function startPage(
  ports: BrowserPorts,
  catalogue: Catalogue,
  page: ReactNode,
  title: PlainKey | null = null,
  more?: LaterTexts,
): void {
  const texts: PageTexts = { catalogue, later: more?.later };
  const isAll = more === undefined || more.isNeededAtOnce;
  // Without its words there is no page; a server that is just restarting has them in a moment.
  const begin = async (): Promise<void> => {
    const words = await loadWords(ports, texts, { isAll });
    if (words) render({ ...texts, ports, first: words, isAll, title }, page);
    else ports.timers.after(WORDS_AGAIN_MS, () => void begin());
  };
  void begin();
}

function render(spoken: Omit<WordsProviderProps, "children">, page: ReactNode): void {
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
      <WordsProvider {...spoken}>
        <QueryClientProvider client={queries}>
          <Fault>{page}</Fault>
        </QueryClientProvider>
      </WordsProvider>
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
    return <FaultNote message={error.message} onContinue={() => this.setState({ error: null })} />;
  }
}

function FaultNote({ message, onContinue }: { readonly message: string; onContinue(): void }) {
  const t = useWords();
  return (
    <main className="note note-bad" role="alert">
      <h1>{t("ui.fault.title")}</h1>
      <p>{t("ui.fault.advice", { message })}</p>
      <Button onPress={onContinue}>{t("ui.fault.continue")}</Button>
    </main>
  );
}
