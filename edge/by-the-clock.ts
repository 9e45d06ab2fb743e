/**
 * What the box does by itself when its time has come: orders for later come onto the queue, what is sold out is on sale again, a question
 * about a line that nobody has answered is settled, and guests hear of what slips.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { Service } from "@crema/shared/server/service";
import { countReleased } from "./commands/count.ts";
import { putBackOnSale } from "./commands/menu.ts";
import { createGuestTimer } from "./guest-timer.ts";
import { createOnSaleAgain, type OnSaleAgain } from "./on-sale-again.ts";
import type { ChangeBus } from "./ports.ts";
import { createPromiseKeeper } from "./promise-keeper.ts";
import { createQuestionTimer } from "./question-timer.ts";
import { createReleaser } from "./releaser.ts";
import type { Store } from "./store.ts";

interface ByTheClockDeps {
  readonly store: Store;
  readonly changeBus: ChangeBus;
  readonly timers: Timers;
  readonly failed: (what: string) => (error: unknown) => void;
}

interface ByTheClock {
  readonly releaser: Service;
  readonly onSaleAgain: OnSaleAgain;
  readonly questions: Service;
  readonly promiseKeeper: Service;
  readonly guestTimer: Service;
}

export function createByTheClock({ store, changeBus, timers, failed }: ByTheClockDeps): ByTheClock {
  const { tables, executor, context, time: clock } = store;
  const releaser = createReleaser({
    tables,
    countReleased: (tx, order, at) => countReleased(context, tx, order, at),
    executor,
    changeBus,
    clock,
    timers,
    onError: failed("a scheduled order could not be released"),
  });
  const onSaleAgain = createOnSaleAgain({
    tables,
    putBackOnSale: () => executor.run((tx) => putBackOnSale(context, tx)),
    changeBus,
    clock,
    timers,
    onError: failed("what is sold out could not be put back on sale"),
  });
  const onQuestion = failed("a question about a line could not be settled");
  const questions = createQuestionTimer({ commands: context, changeBus, clock, timers, onError: onQuestion });
  const promiseKeeper = createPromiseKeeper({ context, timers, onError: failed("a promise could not be moved") });
  const onGuest = failed("the tickets of guests could not be ended");
  const guestTimer = createGuestTimer({ commands: store.commands, changeBus, timers, onError: onGuest });
  return { releaser, onSaleAgain, questions, promiseKeeper, guestTimer };
}
