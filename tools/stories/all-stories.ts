/** By component, as its file in shared/ui/components is called. */
import { appBarStories } from "./components/app-bar-stories.tsx";
import { badgeStories } from "./components/badge-stories.tsx";
import { brandStories } from "./components/brand-stories.tsx";
import { buttonStories } from "./components/button-stories.tsx";
import { cardStories } from "./components/card-stories.tsx";
import { chipStories } from "./components/chip-stories.tsx";
import { choicesStories } from "./components/choices-stories.tsx";
import { confirmationStories } from "./components/confirmation-stories.tsx";
import { emptyStateStories } from "./components/empty-state-stories.tsx";
import { fieldStories } from "./components/field-stories.tsx";
import { iconStories } from "./components/icon-stories.tsx";
import { itemPictureStories } from "./components/item-picture-stories.tsx";
import { languageChoiceStories } from "./components/language-choice-stories.tsx";
import { linkBannerStories } from "./components/link-banner-stories.tsx";
import { noteStories } from "./components/note-stories.tsx";
import { numberPadStories } from "./components/number-pad-stories.tsx";
import { problemNoteStories } from "./components/problem-note-stories.tsx";
import { selectStories } from "./components/select-stories.tsx";
import { sheetStories } from "./components/sheet-stories.tsx";
import { skeletonStories } from "./components/skeleton-stories.tsx";
import { steadyButtonStories } from "./components/steady-button-stories.tsx";
import { stepperStories } from "./components/stepper-stories.tsx";
import { switchStories } from "./components/switch-stories.tsx";
import { tabsStories } from "./components/tabs-stories.tsx";
import { tileStories } from "./components/tile-stories.tsx";
import type { Story } from "./story.ts";

export const ALL_STORIES: Readonly<Record<string, readonly Story[]>> = {
  "app-bar": appBarStories,
  badge: badgeStories,
  brand: brandStories,
  button: buttonStories,
  card: cardStories,
  chip: chipStories,
  choices: choicesStories,
  confirmation: confirmationStories,
  "empty-state": emptyStateStories,
  field: fieldStories,
  icon: iconStories,
  "item-picture": itemPictureStories,
  "language-choice": languageChoiceStories,
  "link-banner": linkBannerStories,
  note: noteStories,
  "number-pad": numberPadStories,
  "problem-note": problemNoteStories,
  select: selectStories,
  sheet: sheetStories,
  skeleton: skeletonStories,
  "steady-button": steadyButtonStories,
  stepper: stepperStories,
  switch: switchStories,
  tabs: tabsStories,
  tile: tileStories,
};
