/** By component, as its file in shared/ui/components is called. */
import { buttonStories } from "./components/button-stories.tsx";
import { choicesStories } from "./components/choices-stories.tsx";
import { fieldStories } from "./components/field-stories.tsx";
import { itemPictureStories } from "./components/item-picture-stories.tsx";
import { linkBannerStories } from "./components/link-banner-stories.tsx";
import { numberPadStories } from "./components/number-pad-stories.tsx";
import { problemNoteStories } from "./components/problem-note-stories.tsx";
import { sheetStories } from "./components/sheet-stories.tsx";
import { steadyButtonStories } from "./components/steady-button-stories.tsx";
import { tabsStories } from "./components/tabs-stories.tsx";
import type { Story } from "./story.ts";

export const ALL_STORIES: Readonly<Record<string, readonly Story[]>> = {
  button: buttonStories,
  choices: choicesStories,
  field: fieldStories,
  "item-picture": itemPictureStories,
  "link-banner": linkBannerStories,
  "number-pad": numberPadStories,
  "problem-note": problemNoteStories,
  sheet: sheetStories,
  "steady-button": steadyButtonStories,
  tabs: tabsStories,
};
