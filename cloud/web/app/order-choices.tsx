/** When the order is wanted and how it is paid. The times are the ones that the server offers. */
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useId } from "react";
import { useSlots } from "./use-slots.ts";

export const NOW = "now";
export type PayMode = "AT_STORE" | "ONLINE";

export interface WhenChoiceProps {
  readonly storeId: string;
  /** Whether there is a "now" to order for. */
  readonly hasNow: boolean;
  /** null: a time has still to be chosen. */
  readonly value: string | null;
  onChange(value: string): void;
}

export function WhenChoice({ storeId, hasNow, value, onChange }: WhenChoiceProps) {
  const id = useId();
  const { time, day } = useFormat();
  const found = useSlots(storeId);
  const slots = found?.slots ?? [];
  // There is nothing to choose from, as StoreTrouble says.
  if (!hasNow && found && slots.length === 0) return null;
  return (
    <div className="field">
      <label htmlFor={id}>When</label>
      <select id={id} className="select" value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
        {hasNow ? (
          <option value={NOW}>As soon as possible</option>
        ) : (
          <option value="" disabled>
            Choose a time
          </option>
        )}
        {value === null || value === NOW || slots.includes(value) ? null : (
          <option value={value}>{time(value, found?.time_zone)} (no longer offered)</option>
        )}
        {slots.map((slot) => (
          <option key={slot} value={slot}>
            {day(slot, found?.time_zone)}, {time(slot, found?.time_zone)}
          </option>
        ))}
      </select>
    </div>
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
