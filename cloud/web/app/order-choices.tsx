/** When the order is wanted and how it is paid. The times are the ones that the server offers. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { Select } from "@crema/ui/components/select.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import CreditCard from "lucide-react/icons/credit-card";
import Store from "lucide-react/icons/store";
import { useId } from "react";
import { NOW, type PayMode } from "./checkout-draft.ts";
import { useSlots } from "./use-slots.ts";

export interface WhenChoiceProps {
  readonly storeId: string;
  /** Whether there is a "now" to order for. */
  readonly hasNow: boolean;
  /** How long "now" takes, in seconds; null: not known. */
  readonly waitS: number | null;
  /** null: a time has still to be chosen. */
  readonly value: string | null;
  onChange(value: string): void;
}

/** A day first, of which the first free time is taken, then a time of it. */
export function WhenChoice({ storeId, hasNow, waitS, value, onChange }: WhenChoiceProps) {
  const t = useWords();
  const { dayName, nearDay, minutes } = useFormat();
  const found = useSlots(storeId);
  const zone = found?.time_zone;
  const full = new Set(found?.full);
  const times = [...(found?.slots ?? []), ...full].sort();
  const chosen = value === NOW ? null : value;
  // There is nothing to choose from, as StoreTrouble says.
  if (!hasNow && found && times.length === 0) return null;
  const days = [...new Set(times.map((at) => dayName(at, zone)))];
  const chosenDay = chosen === null ? null : dayName(chosen, zone);
  const closed = (found?.closed_days ?? []).map(({ date, name }) => ({
    at: `${date}T12:00:00.000Z`,
    text: name === null ? t("when.closed_on", { day: nearDay(date) }) : t("when.closed_for", { day: nearDay(date), name }),
    isClosed: true,
  }));
  const offered = days.map((text) => ({ at: times.find((at) => dayName(at, zone) === text) ?? "", text, isClosed: false }));
  const listed = [...offered, ...closed].sort((a, b) => (a.at < b.at ? -1 : 1));
  const firstOf = (name: string) => times.find((at) => dayName(at, zone) === name && !full.has(at)) ?? null;
  const isFull = ({ text, isClosed }: (typeof listed)[number]) => !isClosed && firstOf(text) === null;
  return (
    <div className="when">
      <Select
        label={t("when.label")}
        value={value === NOW ? NOW : (chosenDay ?? "")}
        onChange={(day) => onChange(day === NOW ? NOW : (firstOf(day) ?? NOW))}
      >
        {hasNow ? (
          <option value={NOW}>{waitS === null ? t("when.now") : t("when.now_in", { time: minutes(waitS * 1000) })}</option>
        ) : (
          <option value="" disabled>
            {t("when.choose")}
          </option>
        )}
        {chosenDay === null || days.includes(chosenDay) ? null : <option value={chosenDay}>{t("when.gone", { when: chosenDay })}</option>}
        {listed.map((one) => (
          <option key={one.text} value={one.text} disabled={one.isClosed || isFull(one)}>
            {isFull(one) ? t("when.full", { when: one.text }) : one.text}
          </option>
        ))}
      </Select>
      {chosen === null ? null : (
        <TimeChoice
          chosen={chosen}
          times={times.filter((at) => dayName(at, zone) === chosenDay)}
          full={full}
          zone={zone}
          onChange={onChange}
        />
      )}
    </div>
  );
}

interface TimeChoiceProps {
  readonly chosen: string;
  /** Of the chosen day. */
  readonly times: readonly string[];
  readonly full: ReadonlySet<string>;
  readonly zone: string | undefined;
  onChange(value: string): void;
}

function TimeChoice({ chosen, times, full, zone, onChange }: TimeChoiceProps) {
  const t = useWords();
  const { time } = useFormat();
  return (
    <Select label={t("when.time")} value={chosen} onChange={onChange}>
      {times.includes(chosen) ? null : <option value={chosen}>{t("when.gone", { when: time(chosen, zone) })}</option>}
      {times.map((at) => (
        <option key={at} value={at} disabled={full.has(at) && at !== chosen}>
          {full.has(at) ? t("when.full", { when: time(at, zone) }) : time(at, zone)}
        </option>
      ))}
    </Select>
  );
}

/** The times with room that a refusal names. */
export function NextTimes({ error, timeZone, onChoose }: { error: unknown; timeZone: string | undefined; onChoose(at: string): void }) {
  const t = useWords();
  const { time, dayName } = useFormat();
  if (!isRefusal(error, "slot.full")) return null;
  const next = (error.problem.next_slots ?? []) as readonly string[];
  if (next.length === 0) return null;
  return (
    <fieldset className="rows next-times">
      <legend>{t("when.with_room")}</legend>
      {next.map((at) => (
        <Button key={at} onPress={() => onChoose(at)}>
          {t("day.time", { day: dayName(at, timeZone), time: time(at, timeZone) })}
        </Button>
      ))}
    </fieldset>
  );
}

const MODES = [
  { mode: "AT_STORE", icon: Store, name: "pay.at_store", about: "pay.at_store_about" },
  { mode: "ONLINE", icon: CreditCard, name: "pay.online", about: "pay.online_about" },
] as const;

export function PayModeChoice({ value, takesOnline, onChange }: { value: PayMode; takesOnline: boolean; onChange(value: PayMode): void }) {
  const t = useWords();
  const group = useId();
  return (
    <fieldset className="rows pay-modes">
      <legend>{t("pay.label")}</legend>
      {MODES.filter(({ mode }) => takesOnline || mode === "AT_STORE").map(({ mode, icon, name, about }) => (
        <label key={mode} className="row pay-mode">
          <input type="radio" name={group} checked={value === mode} onChange={() => onChange(mode)} />
          <span className="grow">
            <strong>{t(name)}</strong> <span className="soft small">{t(about)}</span>
          </span>
          <Icon of={icon} size="large" />
        </label>
      ))}
    </fieldset>
  );
}
