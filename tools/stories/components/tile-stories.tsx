import { Badge } from "@crema/ui/components/badge.tsx";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { Tile } from "@crema/ui/components/tile.tsx";
import type { Story } from "../story.ts";

const nothing = () => {};
const COLOURS = ["Coffee", "Tea", "Iced", "Bakery", "Breakfast", "Lunch", "Beans", "Other"];

export const tileStories: readonly Story[] = [
  {
    name: "in the colour of its category",
    shown: COLOURS.map((name, at) => <Tile key={name} name={name} category={at + 1} price="€4.50" onPress={nothing} />),
  },
  {
    name: "with a picture",
    shown: (
      <Tile
        name="Flat White"
        category={1}
        price="€4.50"
        picture={<ItemPicture picture={"a".repeat(64)} size={320} alt="" name="Flat White" />}
        onPress={nothing}
      />
    ),
  },
  {
    name: "with what is drawn for one",
    shown: (
      <Tile
        name="Earl Grey"
        category={2}
        price="€3.20"
        picture={<ItemPicture picture={undefined} size={320} alt="" name="Earl Grey" />}
        onPress={nothing}
      />
    ),
  },
  {
    name: "few left",
    shown: <Tile name="Croissant" category={4} price="€2.80" note={<Badge tone="warn">3 left</Badge>} onPress={nothing} />,
  },
  {
    name: "reduced",
    shown: (
      <Tile
        name="Croissant"
        category={4}
        price="€1.40"
        before={{ price: "€2.80", label: "instead of €2.80" }}
        note="until 7:00 PM"
        onPress={nothing}
      />
    ),
  },
  { name: "selected", shown: <Tile name="Croissant" category={4} price="€2.80" isSelected onPress={nothing} /> },
  { name: "sold out", shown: <Tile name="Croissant" category={4} note="Sold out" isDisabled onPress={nothing} /> },
];
