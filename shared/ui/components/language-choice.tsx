/** The page's languages, each by its own name; nothing where there is one alone. */
import type { Language } from "@crema/shared/domain/store/profile";
import { useLanguage, useWords } from "../words/words-context.tsx";
import { Select } from "./select.tsx";

/** Nobody looks for their language by its name in another. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch", es: "Español" };

export interface LanguageChoiceProps {
  /** Keeps the choice elsewhere, too: with the person who made it. */
  onChoose?(language: Language): void;
}

export function LanguageChoice({ onChoose }: LanguageChoiceProps) {
  const t = useWords();
  const { language, languages, choose } = useLanguage();
  if (languages.length < 2) return null;
  return (
    <Select
      label={t("ui.language")}
      value={language}
      onChange={(chosen) => {
        choose(chosen as Language);
        onChoose?.(chosen as Language);
      }}
    >
      {languages.map((one) => (
        <option key={one} value={one} lang={one}>
          {LANGUAGE_NAMES[one]}
        </option>
      ))}
    </Select>
  );
}
