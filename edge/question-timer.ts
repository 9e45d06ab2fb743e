/**
 * Settles the questions about lines that cannot be made when their time is over, by the store's time and as soon as that is sure. After a
 * start that is done for what came due while the box was off, and so is a wish of the customer's that the box before had not heard.
 */
import { type Clock, iso, type TimerHandle, type Timers } from "@crema/shared/domain/kernel/clock";
import { isDue } from "@crema/shared/domain/order/settle-substitute";
import type { Service } from "@crema/shared/server/service";
import type { CommandContext } from "./commands/command-context.ts";
import { settleDueQuestions } from "./commands/orders/substitute.ts";
import type { ChangeBus } from "./ports.ts";

/** The store's time may be corrected meanwhile, so no timer is set for longer. */
const LONGEST_WAIT_MS = 60_000;
/** After a fault, and while the box may not decide. */
const AGAIN_MS = 20_000;

export interface QuestionTimerDeps {
  readonly commands: CommandContext;
  readonly changeBus: ChangeBus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createQuestionTimer({ commands, changeBus, clock, timers, onError }: QuestionTimerDeps): Service {
  let timer: TimerHandle | null = null;
  let isStopped = false;
  let isBusy = false;

  function arm(): void {
    if (isStopped || isBusy) return;
    try {
      const orders = commands.tables.orders.asked();
      const due = orders.filter((order) => isDue(order, iso(clock.now())));
      if (due.length > 0) {
        void run(due.map((order) => order.order_id));
        return;
      }
      const next = Math.min(...orders.filter(({ look_first }) => !look_first).map(({ question }) => Date.parse(question?.choose_by ?? "")));
      wait(Number.isFinite(next) ? Math.min(next - clock.now(), LONGEST_WAIT_MS) : null);
    } catch (error) {
      // The disk could not be read: nothing is lost, it is tried again.
      onError(error);
      wait(AGAIN_MS);
    }
  }

  function wait(ms: number | null): void {
    timer?.cancel();
    timer = ms === null || isStopped ? null : timers.after(Math.max(ms, 0), arm);
  }

  async function run(orderIds: readonly string[]): Promise<void> {
    isBusy = true;
    let isDone = false;
    try {
      const settled = await settleDueQuestions(commands, orderIds);
      isDone = settled.ok && settled.value > 0;
    } catch (error) {
      onError(error);
    }
    isBusy = false;
    if (isDone) arm();
    else wait(AGAIN_MS);
  }

  let unsubscribe = (): void => undefined;
  return {
    start() {
      unsubscribe = changeBus.subscribe((change) => {
        if (change.type === "order" && change.order.question !== null) arm();
      });
      arm();
    },
    stop() {
      isStopped = true;
      timer?.cancel();
      unsubscribe();
    },
  };
}
