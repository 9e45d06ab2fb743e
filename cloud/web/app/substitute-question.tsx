/** What the store asks about a line that it cannot make: what there is instead, what the order costs then, and until when; and what became of it. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OpenQuestion, SettledQuestion, SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useNow } from "@crema/ui/use-now.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useZoneOf } from "./use-stores.ts";

const SECOND_MS = 1_000;

export function SubstituteQuestion({ order }: { order: OrderResponse }) {
  const t = useWords();
  return (
    <>
      {order.question ? <Open order={order} question={order.question} /> : null}
      {order.settled_questions.map((one) => (
        <Note key={one.question_id} tone="info">
          {whatBecame(one, t)} {t("question.by", { who: one.settled_by })}
        </Note>
      ))}
    </>
  );
}

interface OpenProps {
  readonly order: OrderResponse;
  readonly question: OpenQuestion;
}

function Open({ order, question }: OpenProps) {
  const t = useWords();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const key = ["order", order.order_id];
  const choose = useMutation({
    mutationFn: (choice: SubstituteChoice) => {
      const json = { question_id: question.question_id, choice };
      return unwrap(api.v1.orders[":order_id"].question.choice.$post({ param: { order_id: order.order_id }, json }));
    },
    onSuccess: (response) => queries.setQueryData(key, response),
    onError: () => queries.invalidateQueries({ queryKey: key }),
  });
  const line = order.lines.find(({ line_id }) => line_id === question.line_id);
  const mayChoose = order.allowed_actions.some(({ action }) => action === "choose_substitute");
  const offered = useOffered(order, question);
  const chosen = offered.find(({ choice }) => question.chosen && isSame(choice, question.chosen));
  const byDefault = offered.find(({ choice }) => isSame(choice, question.default));
  return (
    <section className="note note-warn stack" aria-labelledby="question">
      <h2 id="question">{t("question.title")}</h2>
      <p>
        <strong>{t("question.missing", { what: t("order.line", { qty: question.qty, name: line?.name ?? "" }) })}</strong>
      </p>
      {question.chosen ? (
        <p role="status">{t("question.chosen", { name: chosen?.name ?? "", way: t("question.on_its_way") })}</p>
      ) : (
        <>
          <ul className="question-choices">
            {offered.map(({ choice, name, detail }) => (
              <li key={name}>
                <SteadyButton
                  wide
                  size="large"
                  look={choice.kind === "CANCEL" ? "danger" : "plain"}
                  meaning={`${question.question_id} ${name}`}
                  isDisabled={!mayChoose || choose.isPending}
                  onPress={() => choose.mutate(choice)}
                >
                  <span className="question-choice">
                    <strong>{name}</strong>
                    <span className="small">{detail}</span>
                  </span>
                </SteadyButton>
              </li>
            ))}
          </ul>
          <TimeLeft order={order} chooseBy={question.choose_by} />
          {byDefault ? <p className="small soft">{t("question.by_default", { what: byDefault.name })}</p> : null}
        </>
      )}
      <ProblemNote error={choose.error} server={SERVICE} />
    </section>
  );
}

/** The store's time decides; this page only counts down to it. */
function TimeLeft({ order, chooseBy }: { order: OrderResponse; chooseBy: string }) {
  const t = useWords();
  const { duration, time } = useFormat();
  const zone = useZoneOf(order);
  const left = Date.parse(chooseBy) - useNow(SECOND_MS);
  return (
    <p className="number">{left > 0 ? t("question.left", { minutes: duration(left), at: time(chooseBy, zone) }) : t("question.over")}</p>
  );
}

interface Offered {
  readonly choice: SubstituteChoice;
  readonly name: string;
  readonly detail: string;
}

function useOffered(order: OrderResponse, question: OpenQuestion): Offered[] {
  const t = useWords();
  const { money } = useFormat();
  const detail = (total: number) => {
    const less = order.total_cents - total;
    // Of what is paid at the counter later nothing comes back.
    const back =
      less > 0 && order.paid_cents > total ? t("question.back", { amount: money(Math.min(less, order.paid_cents - total), order) }) : null;
    return [t("question.costs", { total: money(total, order) }), less === 0 ? t("question.same") : back].filter(Boolean).join(", ");
  };
  const paid = order.paid_cents + (order.pay_mode === "ONLINE" ? order.tip_cents : 0);
  return [
    ...question.options.map((option, at) => ({
      choice: { kind: "SUBSTITUTE" as const, option: at },
      name: t("question.instead", { name: option.name }),
      detail: detail(option.total_cents),
    })),
    ...(question.total_without_cents === null
      ? []
      : [{ choice: { kind: "REMOVE" as const }, name: t("question.without"), detail: detail(question.total_without_cents) }]),
    {
      choice: { kind: "CANCEL" as const },
      name: t("question.cancel_all"),
      detail: paid > 0 ? t("question.back_all", { amount: money(paid, order) }) : "",
    },
  ];
}

function whatBecame({ name, qty, choice, substitute }: SettledQuestion, t: Words): string {
  const what = t("order.line", { qty, name });
  switch (choice?.kind) {
    case undefined:
      return t("question.kept", { what });
    case "SUBSTITUTE":
      return t("question.became", { what, substitute: substitute ?? "" });
    case "REMOVE":
      return t("question.removed", { what });
    case "CANCEL":
      return t("question.cancelled", { what });
  }
}

const isSame = (a: SubstituteChoice, b: SubstituteChoice): boolean =>
  a.kind === b.kind && (a.kind !== "SUBSTITUTE" || b.kind !== "SUBSTITUTE" || a.option === b.option);
