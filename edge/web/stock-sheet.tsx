/** Until when a thing is sold out, or how many of it are left: for the till, and for a line on the queue. */
import type { AvailabilityRequest } from "@crema/shared/contract/menu";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useStoreZone } from "@crema/ui/format/store-zone.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { keyOf, nextAt, requestOf, type Sellable, type Stock, stockText } from "./stock.ts";
import { BOX } from "./store-api.ts";
import { useMoment } from "./use-moment.ts";
import { type StockWord, useSetStock } from "./use-set-stock.ts";
import "./stock-sheet.css";

export interface StockSheetProps {
  readonly storeId: string;
  /** One of which is chosen, where there are several. */
  readonly things: readonly [Sellable, ...Sellable[]];
  readonly stock: Stock;
  readonly boxNow: number;
  onSaid?(word: StockWord): void;
  onClose(): void;
}

const MOST = 9_999;
const NUMBER = /^\d{1,4}$/;

export function StockSheet({ storeId, things, stock, boxNow, onSaid, onClose }: StockSheetProps) {
  const t = useWords();
  const [key, setKey] = useState(keyOf(things[0]));
  const thing = things.find((one) => keyOf(one) === key) ?? things[0];
  const moment = useMoment(boxNow);
  const set = useSetStock(storeId, onClose);
  const say = (json: AvailabilityRequest) => {
    const word = { thing, json, undo: requestOf(thing, stock) };
    set.mutate(word, { onSuccess: () => onSaid?.(word) });
  };
  const state = stockText(thing, stock, moment, t);
  return (
    <Sheet
      title={t("store.stock.title", { name: thing.name })}
      isOpen
      onClose={onClose}
      problem={<ProblemNote error={set.error} server={BOX} />}
    >
      <div className="stock">
        {things.length > 1 ? (
          <OneOf
            label={t("store.stock.which")}
            choices={things.map((one) => ({ id: keyOf(one), name: one.name }))}
            chosen={key}
            onChoose={setKey}
          />
        ) : null}
        <p role="status">
          {t.drawn("store.stock.now", {
            b: (text) => <b className={stock.marked.has(key) ? "stock-out" : ""}>{text}</b>,
            state: state ?? t("store.stock.on_sale"),
          })}
        </p>
        <Button size="large" wide isDisabled={set.isPending} onPress={() => say({ is_available: false })}>
          {t("store.stock.until_changed")}
        </Button>
        <Button size="large" wide isDisabled={set.isPending} onPress={() => say({ is_available: false, until: "TOMORROW" })}>
          {t("store.stock.until_tomorrow")}
        </Button>
        <UntilTime boxNow={boxNow} isPending={set.isPending} onSay={(until) => say({ is_available: false, until })} />
        <HowMany isPending={set.isPending} onSay={(left) => say({ is_available: true, left })} />
        <Button size="large" wide isDisabled={set.isPending || state === null} onPress={() => say({ is_available: true })}>
          {t("store.stock.back")}
        </Button>
      </div>
    </Sheet>
  );
}

interface PartProps<T> {
  readonly isPending: boolean;
  onSay(value: T): void;
}

function UntilTime({ boxNow, isPending, onSay }: PartProps<string> & { readonly boxNow: number }) {
  const t = useWords();
  const [time, setTime] = useState("");
  const zone = useStoreZone();
  const moment = useMoment(boxNow);
  const at = time === "" ? null : nextAt(time, boxNow, zone);
  const until = at === null ? null : new Date(at).toISOString();
  return (
    <div className="stock-part">
      <Field label={t("store.stock.time")} type="time" value={time} onChange={setTime} />
      <Button isDisabled={isPending || until === null} onPress={() => until !== null && onSay(until)}>
        {until === null ? t("store.stock.until_then") : t("store.stock.until", { moment: moment(until) })}
      </Button>
    </div>
  );
}

function HowMany({ isPending, onSay }: PartProps<number>) {
  const t = useWords();
  const [typed, setTyped] = useState("");
  const left = NUMBER.test(typed) && Number(typed) <= MOST ? Number(typed) : null;
  return (
    <div className="stock-part">
      <Field
        label={t("store.stock.how_many")}
        hint={t("store.stock.how_many_hint")}
        inputMode="numeric"
        value={typed}
        onChange={setTyped}
        fault={typed === "" || left !== null ? null : t("store.stock.range", { most: MOST })}
      />
      <Button isDisabled={isPending || left === null} onPress={() => left !== null && onSay(left)}>
        {t("store.stock.count")}
      </Button>
    </div>
  );
}
