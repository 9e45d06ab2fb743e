import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import type { Story } from "../story.ts";

/** In public/, where the page of all components has it as a server would. */
const HERE = "a".repeat(64);
const NOT_YET_HERE = "b".repeat(64);

const shown = (picture: string) => (
  <div style={{ width: "12rem" }}>
    <ItemPicture picture={picture} size={320} alt="Flat White" />
  </div>
);

export const itemPictureStories: readonly Story[] = [
  { name: "shown", shown: shown(HERE) },
  { name: "not there yet", shown: shown(NOT_YET_HERE) },
];
