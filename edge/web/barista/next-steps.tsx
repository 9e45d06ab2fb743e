/**
 * The next step of a ticket, and the undo. At a station a tap reports its part as made, and the last station makes the
 * order ready. On a screen that shows all stations, what is still missing is next to the button.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { Button } from "@crema/ui/components/button.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Ellipsis from "lucide-react/icons/ellipsis";
import { useState } from "react";
import { AskSheet } from "../substitute/ask-sheet.tsx";
import { SettleSheet } from "../substitute/settle-sheet.tsx";
import type { StationChoice } from "./missing.ts";
import { missingByStation, unmadeLines } from "./missing.ts";
import type { Steps } from "./use-steps.ts";

const NEXT = { IN_PROGRESS: "queue.step.start", READY: "queue.step.ready", COMPLETED: "queue.step.hand_over" } as const;

export interface NextStepsProps {
  readonly order: OrderResource;
  readonly boxNow: number;
  readonly station: StationChoice;
  /** What somebody else has just done to it: said in the button whose meaning that has changed. */
  readonly told: string | null;
  readonly steps: Steps;
  onMore(): void;
}

interface Step {
  readonly name: string;
  /** What a press does, where that is not its name: the last station's button has another text and does the same. */
  readonly does?: string;
  readonly isNext: boolean;
  /** Solid is what ends a ticket here; to begin one is an outline, so that those at work are seen from across the bar. */
  readonly look?: "secondary";
  run(): void;
}

export function NextSteps({ order, boxNow, station, told, steps, onMore }: NextStepsProps) {
  const t = useWords();
  const { money } = useFormat();
  if (steps.isLeaving(order.order_id)) return <p className="bar-reason">{t("queue.leaving")}</p>;
  const offered = stepsOf({ order, boxNow, station, steps }, t);
  const owes = order.status === "READY" && order.balance_cents > 0 && !offered.some(({ isNext }) => isNext);
  const unmade = unmadeLines(order);
  const isPartMade = order.status === "IN_PROGRESS" && unmade.length > 0 && order.made_line_ids.length > 0;
  return (
    <>
      {owes ? <p className="bar-reason">{t("queue.owes", { amount: money(order.balance_cents, order) })}</p> : null}
      <div className="bar-steps">
        {offered.map(({ name, does = name, isNext, look, run }, index) => (
          <SteadyButton
            key={isNext ? "next" : "back"}
            {...(isNext ? { look: look ?? "primary" } : {})}
            {...(index === 0 ? { "data-step": true } : {})}
            size="large"
            meaning={`${order.order_id} ${order.status} ${order.amendments} ${does}`}
            isPending={steps.isAsking(order.order_id)}
            onPress={run}
            onTooEarly={(changed) => steps.tooEarly(order, changed)}
          >
            <span className="bar-step">
              {name}
              {told === null || !isNext ? null : (
                <span className="bar-told" aria-hidden="true">
                  {told}
                </span>
              )}
            </span>
          </SteadyButton>
        ))}
        <AskAboutLine order={order} steps={steps} />
        <Button size="large" icon={Ellipsis} aria-label={t("queue.more")} onPress={onMore} />
      </div>
      {/* Below the buttons: it comes while a finger may be on its way to them. */}
      {isPartMade ? (
        <p className="bar-missing">
          {t.drawn("queue.part_made", {
            b: (text) => <b>{text}</b>,
            made: order.lines.length - unmade.length,
            count: order.lines.length,
            missing: missingByStation(order, t).join("; "),
          })}
        </p>
      ) : null}
    </>
  );
}

/** Where a line is marked as sold out it is asked about here; deciding for the customer takes somebody who is signed in at the till. */
function AskAboutLine({ order, steps }: Pick<NextStepsProps, "order" | "steps">) {
  const t = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const may = (wanted: string) => order.allowed_actions.some(({ action, needs_manager }) => action === wanted && !needs_manager);
  const mayAsk = may("ask_substitute") && order.origin === "APP" && order.sold_out_line_ids !== undefined;
  if (!mayAsk && !may("settle_substitute") && !isOpen) return null;
  const SubstituteSheet = order.question ? SettleSheet : AskSheet;
  const close = () => setIsOpen(false);
  const done = (next: OrderResource) => {
    close();
    steps.took(next);
  };
  return (
    <>
      <SteadyButton
        look="plain"
        size="large"
        meaning={`${order.order_id} ${order.question ? "take back" : "ask"}`}
        isPending={steps.isAsking(order.order_id)}
        onPress={() => setIsOpen(true)}
        onTooEarly={(changed) => steps.tooEarly(order, changed)}
      >
        {t(order.question ? "queue.question" : "queue.ask")}
      </SteadyButton>
      {isOpen ? <SubstituteSheet order={order} mayDecide={false} onDone={done} onClose={close} /> : null}
    </>
  );
}

/** The next one first. */
function stepsOf({ order, boxNow, station, steps }: Omit<NextStepsProps, "told" | "onMore">, t: Words): Step[] {
  const open = order.allowed_transitions.filter(
    ({ until, needs_manager }) => !needs_manager && (until === null || Date.parse(until) > boxNow),
  );
  const may = new Set(open.map(({ to_status }) => to_status));
  const unmade = unmadeLines(order);
  const isAtStation = station !== "all" && order.status === "IN_PROGRESS";
  if (isAtStation && unmade.length > 0 && order.allowed_actions.some(({ action }) => action === "check_lines")) {
    if (!unmade.some((line) => line.station === station)) {
      return [{ name: t("queue.step.not_done"), isNext: false, run: () => steps.setDone(order, station, false) }];
    }
    const isLast = unmade.every((line) => line.station === station);
    return [
      {
        name: t(isLast ? "queue.step.ready" : "queue.step.done"),
        does: `done at ${station}`,
        isNext: true,
        run: () => steps.setDone(order, station, true),
      },
    ];
  }
  if (order.allowed_actions.some(({ action }) => action === "look")) {
    return [
      { name: t("queue.step.not_made"), isNext: true, run: () => steps.look(order, false) },
      { name: t("queue.step.was_made"), isNext: false, run: () => steps.look(order, true) },
    ];
  }
  const next = (["IN_PROGRESS", "READY", "COMPLETED"] as const).find((to) => may.has(to) && to !== backOf(order));
  const isEarly = next === "READY" && unmade.length > 0 && order.made_line_ids.length > 0;
  const back = backOf(order);
  return [
    ...(next
      ? [
          {
            name: t(isEarly ? "queue.step.ready_anyway" : NEXT[next]),
            isNext: !isEarly,
            ...(next === "IN_PROGRESS" ? { look: "secondary" as const } : {}),
            run: () => steps.step(order, next),
          },
        ]
      : []),
    ...(back && may.has(back) ? [{ name: t("queue.step.recall"), isNext: false, run: () => steps.step(order, back) }] : []),
  ];
}

const backOf = (order: OrderResource) => (order.status === "READY" ? ("IN_PROGRESS" as const) : null);
