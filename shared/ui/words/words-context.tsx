/** The words of a page for its components, and the choice among its languages. */
import type { Language } from "@crema/shared/domain/store/profile";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { BrowserPorts } from "../ports.ts";
import { PortsProvider } from "../ports-context.tsx";
import { languageFor, localeFor } from "./language.ts";
import { type CompiledTexts, createWords, type PlainKey, type Words } from "./words.ts";

/** The languages that a page has: one of them is fetched, English if nothing speaks for another. */
export type Catalogue = Readonly<Partial<Record<Language, () => Promise<{ readonly default: CompiledTexts }>>>>;

/** A page's texts; `later`: those that its first view does not say, in files of their own. */
export interface PageTexts {
  readonly catalogue: Catalogue;
  readonly later?: Catalogue | undefined;
}

export interface LanguageSwitch {
  readonly language: Language;
  /** Those that the page has. */
  readonly languages: readonly Language[];
  /** On this device, from now on. */
  choose(language: Language): void;
  /** For whoever is signed in, as long as they are; null: as the device does again. */
  borrow(language: Language | null): void;
}

/** The texts of what comes after the first view. */
export interface LaterWords {
  areThere(): boolean;
  /** Rejects when they cannot be fetched. */
  load(): Promise<void>;
}

const WordsOfPage = createContext<Words | null>(null);
const Switch = createContext<LanguageSwitch | null>(null);
const Later = createContext<LaterWords | null>(null);

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

export function useLaterWords(): LaterWords {
  const found = useContext(Later);
  if (!found) throw new Error("a component was rendered outside startPage");
  return found;
}

export interface WordsProviderProps extends PageTexts {
  readonly ports: BrowserPorts;
  /** What the page begins with. */
  readonly first: Words;
  /** Whether that is all. */
  readonly isAll: boolean;
  /** Of the window; null: the page says it itself. */
  readonly title: PlainKey | null;
  readonly children: ReactNode;
}

export function WordsProvider({ ports, catalogue, later, first, isAll, title, children }: WordsProviderProps) {
  const [{ words, isWhole }, setWords] = useState({ words: first, isWhole: isAll });
  // What is written of amounts and times follows the language as well.
  const ported = useMemo(() => ({ ...ports, locale: words.locale }), [ports, words]);
  const languages = languagesOf(catalogue);
  const wanted = useRef<Language | null>(null);
  // The last word counts, whichever file comes first.
  const speak = (language: Language | null) => {
    wanted.current = language;
    void loadWords(ports, { catalogue, later }, { ...(language === null ? {} : { language }), isAll: true }).then((loaded) => {
      if (loaded && wanted.current === language) setWords({ words: loaded, isWhole: true });
    });
  };
  const change: LanguageSwitch = {
    language: words.language,
    languages,
    choose(language) {
      ports.language.choose(language);
      speak(language);
    },
    borrow: speak,
  };
  const rest = useMemo(() => laterWords(words, later, isWhole), [words, later, isWhole]);
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.documentElement.dir = words("ui.direction");
    if (title !== null) document.title = words(title);
  }, [words, title]);
  return (
    <PortsProvider ports={ported}>
      <Switch value={change}>
        <Later value={rest}>
          <WordsOfPage value={words}>{children}</WordsOfPage>
        </Later>
      </Switch>
    </PortsProvider>
  );
}

const languagesOf = (catalogue: Catalogue): Language[] => Object.keys(catalogue) as Language[];

function laterWords(words: Words, later: Catalogue | undefined, isWhole: boolean): LaterWords {
  let areThere = isWhole || later === undefined;
  return {
    areThere: () => areThere,
    async load() {
      if (areThere) return;
      const texts = await later?.[words.language]?.();
      if (texts) words.add(texts.default);
      areThere = true;
    },
  };
}

interface Wanted {
  /** Of those that the page has; default: as its reader would like it. */
  readonly language?: Language;
  /** With what the first view does not say. */
  readonly isAll: boolean;
}

/** null: the language could not be fetched. */
export async function loadWords(ports: BrowserPorts, { catalogue, later }: PageTexts, { language, isAll }: Wanted): Promise<Words | null> {
  const { chosen, served } = ports.language;
  const wanted = language ?? languageFor({ chosen: chosen(), served, locales: ports.language.locales }, languagesOf(catalogue));
  try {
    const [texts, rest] = await Promise.all([catalogue[wanted]?.(), isAll ? later?.[wanted]?.() : undefined]);
    if (!texts) return null;
    return createWords({ ...texts.default, ...rest?.default }, wanted, localeFor(wanted, ports.language.locales));
  } catch {
    return null;
  }
}
