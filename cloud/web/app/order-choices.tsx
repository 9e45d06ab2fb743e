/** When the order is wanted and how it is paid. The times are the ones that the server offers. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useId } from "react";
import { useSlots } from "./use-slots.ts";

export const NOW = "now";
export type PayMode = "AT_STORE" | "ONLINE";

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
  const id = useId();
  const { time, dayName, nearDay, minutes } = useFormat();
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
    text: `Closed on ${nearDay(date)}${name === null ? "" : ` (${name})`}`,
    isClosed: true,
  }));
  const offered = days.map((text) => ({ at: times.find((at) => dayName(at, zone) === text) ?? "", text, isClosed: false }));
  const listed = [...offered, ...closed].sort((a, b) => (a.at < b.at ? -1 : 1));
  const firstOf = (name: string) => times.find((at) => dayName(at, zone) === name && !full.has(at)) ?? null;
  return (
    <>
      <div className="field">
        <label htmlFor={id}>When</label>
        <select
          id={id}
          className="select"
          value={value === NOW ? NOW : (chosenDay ?? "")}
          onChange={({ target }) => onChange(target.value === NOW ? NOW : (firstOf(target.value) ?? NOW))}
        >
          {hasNow ? (
            <option value={NOW}>As soon as possible{waitS === null ? "" : `, about ${minutes(waitS * 1000)}`}</option>
          ) : (
            <option value="" disabled>
              Choose a time
            </option>
          )}
          {chosenDay === null || days.includes(chosenDay) ? null : <option value={chosenDay}>{chosenDay} (no longer offered)</option>}
          {listed.map(({ text, isClosed }) => (
            <option key={text} value={text} disabled={isClosed || firstOf(text) === null}>
              {text}
              {!isClosed && firstOf(text) === null ? " (full)" : ""}
            </option>
          ))}
        </select>
      </div>
      {chosen === null ? null : (
        <div className="field">
          <label htmlFor={`${id}-time`}>Time</label>
          <select id={`${id}-time`} className="select" value={chosen} onChange={({ target }) => onChange(target.value)}>
            {times.includes(chosen) ? null : <option value={chosen}>{time(chosen, zone)} (no longer offered)</option>}
            {times
              .filter((at) => dayName(at, zone) === chosenDay)
              .map((at) => (
                <option key={at} value={at} disabled={full.has(at) && at !== chosen}>
                  {time(at, zone)}
                  {full.has(at) ? " (full)" : ""}
                </option>
              ))}
          </select>
        </div>
      )}
    </>
  );
}

/** The times with room that a refusal names. */
export function NextTimes({ error, timeZone, onChoose }: { error: unknown; timeZone: string | undefined; onChoose(at: string): void }) {
  const { time, dayName } = useFormat();
  if (!isRefusal(error, "slot.full")) return null;
  const next = (error.problem.next_slots ?? []) as readonly string[];
  if (next.length === 0) return null;
  return (
    <fieldset className="choices">
      <legend>Times with room</legend>
      {next.map((at) => (
        <Button key={at} onPress={() => onChoose(at)}>
          {dayName(at, timeZone)}, {time(at, timeZone)}
        </Button>
      ))}
    </fieldset>
  );
}

export function PayModeChoice({ value, takesOnline, onChange }: { value: PayMode; takesOnline: boolean; onChange(value: PayMode): void }) {
  return (
    <fieldset className="choices">
      <legend>Payment</legend>
      <label className="choice">
        <input type="radio" name="pay" checked={value === "AT_STORE"} onChange={() => onChange("AT_STORE")} />
        <span>At the store, when you pick it up</span>
      </label>
      {takesOnline ? (
        <label className="choice">
          <input type="radio" name="pay" checked={value === "ONLINE"} onChange={() => onChange("ONLINE")} />
          <span>Now, by card. The card is charged when the store accepts the order.</span>
        </label>
      ) : null}
    </fieldset>
  );
}
