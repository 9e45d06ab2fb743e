/** A line of a ticket: quantity and item, its choices below, and a check mark when it is made. */
import { choiceText } from "@crema/shared/domain/order/choice-text";
import type { OrderLine } from "@crema/shared/domain/order/order";
import { Icon } from "@crema/ui/components/icon.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useSettled } from "@crema/ui/use-settled.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Check from "lucide-react/icons/check";
import { Checkbox } from "react-aria-components/Checkbox";
import { isAllergy, noteShown } from "../allergy.ts";

export interface TicketLineProps {
  readonly line: OrderLine;
  readonly isMade: boolean;
  /** Made at another station than the one looked at. */
  readonly isElsewhere: boolean;
  /** Staff have marked something in it as sold out since it was ordered. */
  readonly isSoldOut: boolean;
  /** What a tap would do, apart from whether the line is made. */
  readonly meaning: string;
  /** null: the order is not in progress, so there is nothing to check off. */
  readonly onMade: ((made: boolean) => void) | null;
  /** null: the order is over, so nothing is marked from it. */
  readonly onSoldOut: (() => void) | null;
  /** A tap was meant for what was here before. */
  onTooEarly(): void;
}

export function TicketLine({ line, isMade, isElsewhere, isSoldOut, meaning, onMade, onSoldOut, onTooEarly }: TicketLineProps) {
  const t = useWords();
  const settled = useSettled<HTMLLIElement>(`${meaning} ${isMade}`);
  const what = (
    <span className="bar-what">
      <span className="bar-item">
        <b className="number">{line.qty}×</b> {line.name}
        {isSoldOut ? <b className="bar-tag bar-tag-bad bar-line-out">Sold out</b> : null}
        {isElsewhere ? <span className="small soft"> ({line.station})</span> : null}
      </span>
      {line.modifiers.map((modifier) => (
        <span key={modifier.modifier_id} className="bar-modifier">
          {choiceText(modifier)}
        </span>
      ))}
      {line.note ? <span className={isAllergy(line.note) ? "bar-allergy" : "bar-note"}>{noteShown(line.note, t)}</span> : null}
    </span>
  );
  return (
    <li
      ref={settled.ref}
      onPointerDownCapture={() => settled.begin("pointer")}
      onKeyDownCapture={() => settled.begin("keys")}
      className={["bar-line", isMade ? "bar-made" : "", isElsewhere ? "bar-elsewhere" : "", settled.isSettled ? "" : "bar-unsettled"].join(
        " ",
      )}
    >
      {onMade ? (
        <Checkbox
          className="bar-check"
          isSelected={isMade}
          onChange={(made) => (settled.whyNotMeant() === null ? onMade(made) : onTooEarly())}
        >
          <span className="bar-box" aria-hidden="true">
            {isMade ? <Icon of={Check} /> : null}
          </span>
          {what}
        </Checkbox>
      ) : (
        what
      )}
      {onSoldOut ? (
        <SteadyButton look="quiet" className="bar-86" meaning={meaning} aria-label={`86: ${line.name}`} onPress={onSoldOut}>
          86
        </SteadyButton>
      ) : null}
    </li>
  );
}
