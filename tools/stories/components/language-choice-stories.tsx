import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import type { Story } from "../story.ts";

/** It changes what the whole page says. */
export const languageChoiceStories: readonly Story[] = [{ name: "of three", shown: <LanguageChoice /> }];
