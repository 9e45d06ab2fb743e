/**
 * Something of the menu to touch: its picture or its category's colour, its name, its price. `note`: "Sold out", "3 left". A grid of tiles
 * keeps its places: one that is sold out is greyed and stays.
 */
import type { ReactNode } from "react";
import { usePress } from "./button.tsx";
import "./category.css";
import "./tile.css";

export interface TileProps {
  readonly name: string;
  /** Its category's, by categoryColour. */
  readonly category?: number;
  /** An ItemPicture, above the name. */
  readonly picture?: ReactNode;
  readonly price?: string | null;
  /** A higher price that does not count now, and the words for who cannot see that it is struck out. */
  readonly before?: { readonly price: string; readonly label: string };
  readonly note?: ReactNode;
  readonly isSelected?: boolean;
  readonly isDisabled?: boolean;
  onPress(): void;
}

export function Tile({ name, category, picture, price = null, before, note, isSelected, isDisabled = false, onPress }: TileProps) {
  const press = usePress(onPress);
  return (
    <button
      type="button"
      className={picture ? "tile tile-pictured" : "tile"}
      data-category={category}
      aria-pressed={isSelected}
      disabled={isDisabled}
      onPointerDown={press.begin}
      onClick={press.end}
    >
      {picture}
      <span className="tile-name">{name}</span>
      <span className="tile-foot">
        {price === null ? null : <TilePrice price={price} {...(before && { before })} />}
        {note}
      </span>
    </button>
  );
}

function TilePrice({ price, before }: { readonly price: string } & Pick<TileProps, "before">) {
  if (!before) return <span className="number">{price}</span>;
  return (
    <span className="tile-reduced">
      <b className="number">{price}</b>{" "}
      <s className="number" aria-hidden="true">
        {before.price}
      </s>
      <span className="unseen">{before.label}</span>
    </span>
  );
}
