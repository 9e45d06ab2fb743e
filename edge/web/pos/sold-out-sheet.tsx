/**
 * What is sold out, in a separate sheet, because a tap in the grid always sells. Each mark can be undone at once, and no
 * row moves when it is marked, here or on another screen.
 */

import { fold } from "@crema/shared/domain/kernel/fold";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { keyOf, requestOf, type Sellable, type Stock, stockText } from "../stock.ts";
import { StockSheet } from "../stock-sheet.tsx";
import { BOX } from "../store-api.ts";
import { useBoxNow } from "../use-box-now.ts";
import { useMoment } from "../use-moment.ts";
import { type StockWord, useSetStock } from "../use-set-stock.ts";
import type { Menu } from "./use-menu.ts";
import "./sold-out-sheet.css";

export interface SoldOutSheetProps {
  readonly storeId: string;
  readonly menu: Menu;
  /** From the queue's stream, so that every till shows the same. */
  readonly stock: Stock;
  readonly serverTime: string | null;
  onClose(): void;
}

const LONGEST_SEARCH = 40;

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

/** What is marked, and what the count says is all gone. */
const soldOutNow = ({ marked, left }: Stock): number => marked.size + [...left.values()].filter((rest) => rest === 0).length;

export function SoldOutSheet({ storeId, menu, stock, serverTime, onClose }: SoldOutSheetProps) {
  const t = useWords();
  const boxNow = useBoxNow(serverTime);
  const moment = useMoment(boxNow);
  const [search, setSearch] = useState("");
  const [asked, setAsked] = useState<Sellable | null>(null);
  const [last, setLast] = useState<StockWord | null>(null);
  const mark = useSetStock(storeId);
  const say = (word: StockWord) => mark.mutate(word, { onSuccess: () => setLast(word) });
  const words = fold(search.trim());
  const found = sectionsOf(menu)
    .map((section) => ({ ...section, rows: section.rows.filter((row) => fold(row.name).includes(words)) }))
    .filter(({ rows }) => rows.length > 0);
  const footer = (
    <>
      <span className="sold-out-last" role="status">
        {last ? lastText(last, moment, t) : t("pos.sold_out.count", { count: soldOutNow(stock) })}
      </span>
      <Button isDisabled={!last || mark.isPending} onPress={() => last && say({ ...last, json: last.undo, undo: last.json })}>
        {t("pos.ticket.undo")}
      </Button>
      <Button look="primary" onPress={onClose}>
        {t("pos.line.done")}
      </Button>
    </>
  );
  return (
    <Sheet
      title={t("pos.sold_out.title")}
      isOpen
      onClose={onClose}
      size="wide"
      footer={footer}
      problem={<ProblemNote error={mark.error} server={BOX} />}
    >
      <div className="sold-out">
        <Field label={t("pos.sold_out.find")} maxLength={LONGEST_SEARCH} value={search} onChange={setSearch} />
        {found.map(({ key, name, rows }) => (
          <section key={key} aria-label={name}>
            <h3>{name}</h3>
            <ul>
              {rows.map((row) => (
                <SoldOutRow
                  key={row.id}
                  row={row}
                  state={stockText(row, stock, moment, t)}
                  isSoldOut={stock.marked.has(keyOf(row))}
                  onMark={(is_available) => say({ thing: row, json: { is_available }, undo: requestOf(row, stock) })}
                  onAsk={() => setAsked(row)}
                />
              ))}
            </ul>
          </section>
        ))}
        {found.length === 0 ? <p className="soft">{t("pos.sold_out.not_found", { search })}</p> : null}
      </div>
      {asked ? (
        <StockSheet storeId={storeId} things={[asked]} stock={stock} boxNow={boxNow} onSaid={setLast} onClose={() => setAsked(null)} />
      ) : null}
    </Sheet>
  );
}

/** "Croissant is sold out until 14:30, here and in the app." */
function lastText({ thing, json }: StockWord, moment: (at: string) => string, t: Words): string {
  const { name } = thing;
  if (json.is_available)
    return json.left === undefined ? t("pos.sold_out.back", { name }) : t("pos.sold_out.counted", { name, count: json.left });
  if (json.until === undefined) return t("pos.sold_out.marked", { name });
  if (json.until === "TOMORROW") return t("pos.sold_out.marked_tomorrow", { name });
  return t("pos.sold_out.marked_until", { name, moment: moment(json.until) });
}

interface SoldOutRowProps {
  readonly row: Sellable;
  /** null: on sale and not counted. */
  readonly state: string | null;
  readonly isSoldOut: boolean;
  onMark(isAvailable: boolean): void;
  onAsk(): void;
}

function SoldOutRow({ row, state, isSoldOut, onMark, onAsk }: SoldOutRowProps) {
  const t = useWords();
  return (
    <li className="sold-out-row">
      <span className="sold-out-name">{row.name}</span>
      {state ? <b className={isSoldOut ? "sold-out-mark" : ""}>{state}</b> : null}
      <Button aria-label={t("pos.sold_out.more_of", { name: row.name })} onPress={onAsk}>
        {t("pos.sold_out.more")}
      </Button>
      <SteadyButton
        className="sold-out-button"
        meaning={`${row.kind} ${row.id} ${isSoldOut}`}
        aria-label={t(isSoldOut ? "pos.sold_out.unmark_of" : "pos.sold_out.mark_of", { name: row.name })}
        onPress={() => onMark(isSoldOut)}
      >
        {t(isSoldOut ? "pos.sold_out.unmark" : "pos.sold_out.mark")}
      </SteadyButton>
    </li>
  );
}
