/** For when an order is: as soon as possible, or a day and a quarter of an hour of it. The times are the ones that the box offers. */

import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import "./when-sheet.css";

export interface WhenSheetProps {
  readonly storeId: string;
  /** null: as soon as possible. */
  readonly chosen: string | null;
  onChoose(at: string | null): void;
  onClose(): void;
}

export function WhenSheet({ storeId, chosen, onChoose, onClose }: WhenSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const { day, dayName, time, nearDay } = useFormat();
  const read = useQuery({
    queryKey: ["slots", storeId],
    queryFn: () => unwrap(api.v1.stores[":store_id"].slots.$get({ param: { store_id: storeId } })),
    staleTime: 0,
  });
  const slots = read.data?.slots ?? [];
  const days = [...new Set(slots.map((at) => day(at)))];
  const [picked, setPicked] = useState<string | null>(null);
  const shown = picked ?? (chosen === null ? null : day(chosen)) ?? days[0] ?? null;
  const choose = (at: string | null) => {
    onChoose(at);
    onClose();
  };
  return (
    <Sheet title={t("pos.when.title")} isOpen onClose={onClose} size="wide" problem={<ProblemNote error={read.error} server={BOX} />}>
      <div className="stack">
        <Button size="large" wide {...(chosen === null ? { look: "primary" as const } : {})} onPress={() => choose(null)}>
          {t("pos.when.now")}
        </Button>
        {read.isPending ? <p role="status">{t("pos.when.loading")}</p> : null}
        {read.data && slots.length === 0 ? <p className="soft">{t("pos.when.closed")}</p> : null}
        {days.length > 0 ? (
          <OneOf
            label={t("pos.when.day")}
            choices={days.map((id) => ({ id, name: dayName(slots.find((at) => day(at) === id) ?? "") }))}
            chosen={shown}
            onChoose={setPicked}
          />
        ) : null}
        {shown === null ? null : (
          <div className="when-times">
            <OneOf
              label={t("pos.when.time")}
              choices={slots.filter((at) => day(at) === shown).map((at) => ({ id: at, name: time(at) }))}
              chosen={chosen}
              onChoose={choose}
            />
          </div>
        )}
        {read.data?.closed_days.map(({ date, name }) => (
          <p key={date} className="soft">
            {name === null ? t("pos.when.closed_on", { day: nearDay(date) }) : t("pos.when.closed_on_named", { day: nearDay(date), name })}
          </p>
        ))}
      </div>
    </Sheet>
  );
}
