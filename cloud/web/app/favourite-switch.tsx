/** Whether an item as it is chosen is among the guest's favourites. */
import { Chip } from "@crema/ui/components/chip.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Heart from "lucide-react/icons/heart";
import { useReducer } from "react";
import { type Favourite, isFavourite, toggleFavourite } from "./favourites.ts";

export function FavouriteSwitch({ line }: { line: Favourite }) {
  const t = useWords();
  const { storage } = usePorts();
  const [, look] = useReducer((looks: number) => looks + 1, 0);
  return (
    <Chip
      icon={Heart}
      isSelected={isFavourite(storage, line)}
      onPress={() => {
        toggleFavourite(storage, line);
        look();
      }}
    >
      {t("item.favourite")}
    </Chip>
  );
}
