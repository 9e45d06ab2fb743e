/** The words of a page for its components, and the choice among its languages. */
import type { Language } from "@crema/shared/domain/store/profile";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { BrowserPorts } from "../ports.ts";
import { PortsProvider } from "../ports-context.tsx";
import { languageFor, localeFor } from "./language.ts";
import { type CompiledTexts, createWords, type PlainKey, type Words } from "./words.ts";

/** The languages that a page has: one of them is fetched, English if nothing speaks for another. */
export type Catalogue = Readonly<Partial<Record<Language, () => Promise<{ readonly default: CompiledTexts }>>>>;

export interface LanguageSwitch {
  readonly language: Language;
  /** Those that the page has. */
  readonly languages: readonly Language[];
  /** On this device, from now on. */
  choose(language: Language): void;
}

const WordsOfPage = createContext<Words | null>(null);
const Switch = createContext<LanguageSwitch | null>(null);

export function useWords(): Words {
  const words = useContext(WordsOfPage);
  if (!words) throw new Error("a component was rendered outside startPage");
  return words;
}

export function useLanguage(): LanguageSwitch {
  const found = useContext(Switch);
  if (!found) throw new Error("a component was rendered outside startPage");
  return found;
}

export interface WordsProviderProps {
  readonly ports: BrowserPorts;
  readonly catalogue: Catalogue;
  /** What the page begins with. */
  readonly first: Words;
  /** Of the window; null: the page says it itself. */
  readonly title: PlainKey | null;
  readonly children: ReactNode;
}

export function WordsProvider({ ports, catalogue, first, title, children }: WordsProviderProps) {
  const [{ words }, setWords] = useState({ words: first });
  // What is written of amounts and times follows the language as well.
  const ported = useMemo(() => ({ ...ports, locale: words.locale }), [ports, words]);
  const languages = languagesOf(catalogue);
  const change: LanguageSwitch = {
    language: words.language,
    languages,
    choose(language) {
      ports.language.choose(language);
      void loadWords(ports, catalogue, language).then((loaded) => loaded && setWords({ words: loaded }));
    },
  };
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.documentElement.dir = words("ui.direction");
    if (title !== null) document.title = words(title);
  }, [words, title]);
  return (
    <PortsProvider ports={ported}>
      <Switch value={change}>
        <WordsOfPage value={words}>{children}</WordsOfPage>
      </Switch>
    </PortsProvider>
  );
}

const languagesOf = (catalogue: Catalogue): Language[] => Object.keys(catalogue) as Language[];

/** null: the language could not be fetched. */
export async function loadWords(ports: BrowserPorts, catalogue: Catalogue, language?: Language): Promise<Words | null> {
  const { chosen, served } = ports.language;
  const wanted = language ?? languageFor({ chosen: chosen(), served, locales: ports.language.locales }, languagesOf(catalogue));
  try {
    const texts = await catalogue[wanted]?.();
    return texts ? createWords(texts.default, wanted, localeFor(wanted, ports.language.locales)) : null;
  } catch {
    return null;
  }
}
