import "@crema/ui/components/category.css";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import type { Story } from "../story.ts";

/** In public/, where the page of all components has it as a server would. */
const HERE = "a".repeat(64);
const NOT_YET_HERE = "b".repeat(64);

const shown = (picture: string | undefined, category?: number) => (
  <div style={{ width: "12rem" }} data-category={category}>
    <ItemPicture picture={picture} name="Flat White" size={320} alt="Flat White" />
  </div>
);

export const itemPictureStories: readonly Story[] = [
  { name: "shown", shown: shown(HERE) },
  { name: "not there yet", shown: shown(NOT_YET_HERE) },
  { name: "none, so it is drawn", shown: shown(undefined) },
  { name: "drawn in its category's colours", shown: shown(undefined, 2) },
];
