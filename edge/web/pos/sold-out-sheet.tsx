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
import type { Menu } from "./use-menu.ts";
import "./sold-out-sheet.css";

export interface SoldOutSheetProps {
  readonly storeId: string;
  readonly menu: Menu;
  /** From the queue's stream, so that every till shows the same. */
  readonly soldOut: ReadonlySet<string>;
  readonly soldOutModifiers: ReadonlySet<string>;
  onClose(): void;
}

const LONGEST_SEARCH = 40;

interface Sellable {
  readonly kind: "item" | "modifier";
  readonly id: string;
  readonly name: string;
}

/** Each modifier once, under the first group that offers it. */
function sectionsOf({ response: { categories, items, modifier_groups } }: Menu): { key: string; name: string; rows: Sellable[] }[] {
  const firstGroup = new Map(
    modifier_groups.toReversed().flatMap(({ group_id, modifiers }) => modifiers.map(({ modifier_id }) => [modifier_id, group_id])),
  );
  return [
    ...categories.map(({ category_id, name }) => ({
      key: `category ${category_id}`,
      name,
      rows: items
        .filter((item) => item.category_id === category_id)
        .map((item): Sellable => ({ kind: "item", id: item.item_id, name: item.name })),
    })),
    ...modifier_groups.map(({ group_id, name, modifiers }) => ({
      key: `group ${group_id}`,
      name,
      rows: modifiers
        .filter(({ modifier_id, is_none }) => !is_none && firstGroup.get(modifier_id) === group_id)
        .map((modifier): Sellable => ({ kind: "modifier", id: modifier.modifier_id, name: modifier.name })),
    })),
  ];
}

export function SoldOutSheet({ storeId, menu, soldOut, soldOutModifiers, onClose }: SoldOutSheetProps) {
  const api = useStoreApi();
  const [search, setSearch] = useState("");
  const mark = useMutation({
    mutationFn: async ({ row: { kind, id }, is_available }: { row: Sellable; is_available: boolean }): Promise<unknown> => {
      const store = api.v1.stores[":store_id"];
      const json = { is_available };
      return kind === "item"
        ? unwrap(store.items[":item_id"].$patch({ param: { store_id: storeId, item_id: id }, json }))
        : unwrap(store.modifiers[":modifier_id"].$patch({ param: { store_id: storeId, modifier_id: id }, json }));
    },
  });
  const words = fold(search.trim());
  const isSoldOut = ({ kind, id }: Sellable) => (kind === "item" ? soldOut : soldOutModifiers).has(id);
  const found = sectionsOf(menu)
    .map((section) => ({ ...section, rows: section.rows.filter((row) => fold(row.name).includes(words)) }))
    .filter(({ rows }) => rows.length > 0);
  const last = mark.isSuccess ? mark.variables : null;
  const footer = (
    <>
      <span className="sold-out-last" role="status">
        {last
          ? last.is_available
            ? `${last.row.name} is on sale again.`
            : `${last.row.name} is sold out, here and in the app.`
          : `${soldOut.size + soldOutModifiers.size} sold out now.`}
      </span>
      <Button isDisabled={!last || mark.isPending} onPress={() => last && mark.mutate({ row: last.row, is_available: !last.is_available })}>
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
        <Field label="Find an item or a choice" maxLength={LONGEST_SEARCH} value={search} onChange={setSearch} />
        {found.map(({ key, name, rows }) => (
          <section key={key} aria-label={name}>
            <h3>{name}</h3>
            <ul>
              {rows.map((row) => (
                <SoldOutRow
                  key={row.id}
                  row={row}
                  isSoldOut={isSoldOut(row)}
                  onMark={(is_available) => mark.mutate({ row, is_available })}
                />
              ))}
            </ul>
          </section>
        ))}
        {found.length === 0 ? <p className="soft">Nothing on the menu has “{search}” in its name.</p> : null}
      </div>
    </Sheet>
  );
}

function SoldOutRow({ row, isSoldOut, onMark }: { row: Sellable; isSoldOut: boolean; onMark(isAvailable: boolean): void }) {
  return (
    <li className="sold-out-row">
      <span className="sold-out-name">{row.name}</span>
      {isSoldOut ? <b className="sold-out-mark">Sold out</b> : null}
      <SteadyButton
        className="sold-out-button"
        meaning={`${row.kind} ${row.id} ${isSoldOut}`}
        aria-label={isSoldOut ? `${row.name}: back on sale` : `${row.name}: mark sold out`}
        onPress={() => onMark(isSoldOut)}
      >
        {isSoldOut ? "Back on sale" : "Mark sold out"}
      </SteadyButton>
    </li>
  );
}
