/** Which pieces of which lines are refunded; none chosen: by amount. */
import type { OrderMoney } from "@crema/shared/contract/money";
import type { OrderResource } from "@crema/shared/contract/orders";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import "./refund-lines.css";

export interface RefundLinesProps {
  readonly order: OrderResource;
  readonly refundable: OrderMoney["refundable"];
  /** Pieces by line. */
  readonly chosen: ReadonlyMap<string, number>;
  onChosen(chosen: ReadonlyMap<string, number>): void;
}

export function RefundLines({ order, refundable, chosen, onChosen }: RefundLinesProps) {
  const t = useWords();
  const { money } = useFormat();
  return (
    <ul className="refund-lines" aria-label={t("pos.refund.what")}>
      {order.lines.map((line) => {
        const pieces = piecesOf(refundable, line.line_id);
        const qty = chosen.get(line.line_id) ?? 0;
        return (
          <li key={line.line_id}>
            <span>
              {`${line.qty} × ${line.name}`}
              {pieces.length < line.qty ? <span className="soft">{` · ${t("pos.refund.left", { count: pieces.length })}`}</span> : null}
            </span>
            <Stepper
              label={line.name}
              value={qty}
              min={0}
              max={pieces.length}
              onChange={(next) => onChosen(new Map(chosen).set(line.line_id, next))}
            />
            <span className="number">{qty > 0 ? money(pieces[qty - 1] ?? 0, order) : ""}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** null where nothing is chosen. */
export function chosenLines(chosen: ReadonlyMap<string, number>): { line_id: string; qty: number }[] | null {
  const lines = [...chosen].flatMap(([line_id, qty]) => (qty > 0 ? [{ line_id, qty }] : []));
  return lines.length > 0 ? lines : null;
}

export const sumOfChosen = (refundable: OrderMoney["refundable"], chosen: ReadonlyMap<string, number>): number =>
  [...chosen].reduce((sum, [line_id, qty]) => sum + (piecesOf(refundable, line_id)[qty - 1] ?? 0), 0);

const piecesOf = (refundable: OrderMoney["refundable"], lineId: string): readonly number[] =>
  refundable.find((each) => each.line_id === lineId)?.pieces_cents ?? [];
