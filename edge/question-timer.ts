/**
 * Settles the questions about lines that cannot be made when their time is over, by the store's time and as soon as that is sure. After a
 * start that is done for what came due while the box was off, and so is a wish of the customer's that the box before had not heard.
 */
import type { Clock, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import type { Service } from "@crema/shared/server/service";
import type { CommandContext } from "./commands/command-context.ts";
import { settleDueQuestion } from "./commands/orders/substitute.ts";
import { oneByOne } from "./one-by-one.ts";
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
  /** Those that were due and are not settled, and when each is tried again, monotonic: the others are not kept waiting for them. */
  let putOff: ReadonlyMap<string, number> = new Map();

  function arm(): void {
    if (isStopped || isBusy) return;
    try {
      const orders = commands.tables.orders.asked().filter((order) => !order.look_first);
      const waits = orders.map((order) => ({ order_id: order.order_id, ms: Math.max(untilDue(order), leftOf(order.order_id)) }));
      const due = waits.filter(({ ms }) => ms <= 0).map(({ order_id }) => order_id);
      if (due.length > 0) void run(due);
      else wait(Math.min(...waits.map(({ ms }) => ms)));
    } catch (error) {
      // The disk could not be read: nothing is lost, it is tried again.
      onError(error);
      wait(AGAIN_MS);
    }
  }

  const leftOf = (orderId: string): number => (putOff.get(orderId) ?? 0) - clock.monotonic();
  const untilDue = ({ question }: Order): number =>
    question === null || question.chosen !== null ? 0 : Date.parse(question.choose_by) - clock.now();

  /** Infinity: nobody is waited for. */
  function wait(ms: number): void {
    timer?.cancel();
    timer = isStopped || !Number.isFinite(ms) ? null : timers.after(Math.min(Math.max(ms, 0), LONGEST_WAIT_MS), arm);
  }

  async function run(orderIds: readonly string[]): Promise<void> {
    isBusy = true;
    const settled = await oneByOne(orderIds, (orderId) => settleDueQuestion(commands, orderId), onError);
    const again = clock.monotonic() + AGAIN_MS;
    const waiting = [...putOff].filter(([orderId, at]) => at > clock.monotonic() && !orderIds.includes(orderId));
    putOff = new Map([...waiting, ...orderIds.filter((orderId) => !settled.includes(orderId)).map((id) => [id, again] as const)]);
    isBusy = false;
    arm();
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
