/**
 * What is sold out, in a separate sheet, because a tap in the grid always sells. Each mark can be undone at once, and no
 * row moves when it is marked, here or on another screen.
 */
import { fold } from "@crema/shared/domain/kernel/fold";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import type { Item, Menu } from "./use-menu.ts";
import "./sold-out-sheet.css";

export interface SoldOutSheetProps {
  readonly storeId: string;
  readonly menu: Menu;
  /** From the queue's stream, so that every till shows the same. */
  readonly soldOut: ReadonlySet<string>;
  onClose(): void;
}

const LONGEST_SEARCH = 40;

export function SoldOutSheet({ storeId, menu, soldOut, onClose }: SoldOutSheetProps) {
  const api = useStoreApi();
  const [search, setSearch] = useState("");
  const mark = useMutation({
    mutationFn: ({ item, is_available }: { item: Item; is_available: boolean }) =>
      unwrap(
        api.v1.stores[":store_id"].items[":item_id"].$patch({
          param: { store_id: storeId, item_id: item.item_id },
          json: { is_available },
        }),
      ),
  });
  const words = fold(search.trim());
  const { categories, items } = menu.response;
  const found = items.filter((item) => fold(item.name).includes(words));
  const last = mark.isSuccess ? mark.variables : null;
  const footer = (
    <>
      <span className="sold-out-last" role="status">
        {last
          ? last.is_available
            ? `${last.item.name} is on sale again.`
            : `${last.item.name} is sold out, here and in the app.`
          : `${soldOut.size} sold out now.`}
      </span>
      <Button
        isDisabled={!last || mark.isPending}
        onPress={() => last && mark.mutate({ item: last.item, is_available: !last.is_available })}
      >
        Undo
      </Button>
      <Button look="primary" onPress={onClose}>
        Done
      </Button>
    </>
  );
  return (
    <Sheet title="Sold out" isOpen onClose={onClose} size="wide" footer={footer} problem={<ProblemNote error={mark.error} server={BOX} />}>
      <div className="sold-out">
        <Field label="Find an item" maxLength={LONGEST_SEARCH} value={search} onChange={setSearch} />
        {categories.map(({ category_id, name }) => {
          const own = found.filter((item) => item.category_id === category_id);
          return own.length === 0 ? null : (
            <section key={category_id} aria-label={name}>
              <h3>{name}</h3>
              <ul>
                {own.map((item) => (
                  <SoldOutRow
                    key={item.item_id}
                    item={item}
                    isSoldOut={soldOut.has(item.item_id)}
                    onMark={(is_available) => mark.mutate({ item, is_available })}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        {found.length === 0 ? <p className="soft">Nothing on the menu has “{search}” in its name.</p> : null}
      </div>
    </Sheet>
  );
}

function SoldOutRow({ item, isSoldOut, onMark }: { item: Item; isSoldOut: boolean; onMark(isAvailable: boolean): void }) {
  return (
    <li className="sold-out-row">
      <span className="sold-out-name">{item.name}</span>
      {isSoldOut ? <b className="sold-out-mark">Sold out</b> : null}
      <SteadyButton
        className="sold-out-button"
        meaning={`${item.item_id} ${isSoldOut}`}
        aria-label={isSoldOut ? `${item.name}: back on sale` : `${item.name}: mark sold out`}
        onPress={() => onMark(isSoldOut)}
      >
        {isSoldOut ? "Back on sale" : "Mark sold out"}
      </SteadyButton>
    </li>
  );
}
