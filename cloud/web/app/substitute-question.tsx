/** What the store asks about a line that it cannot make: what there is instead, what the order costs then, and until when; and what became of it. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OpenQuestion, SettledQuestion, SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { LANGUAGES } from "@crema/ui/menu/menu-words.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useNow } from "@crema/ui/use-now.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { SUBSTITUTE_WORDS, type SubstituteWords } from "./substitute-words.ts";
import { useZoneOf } from "./use-stores.ts";

const SECOND_MS = 1_000;

export function SubstituteQuestion({ order }: { order: OrderResponse }) {
  const { locale } = usePorts();
  const words = SUBSTITUTE_WORDS[LANGUAGES.find((one) => locale.toLowerCase().startsWith(one)) ?? "en"];
  return (
    <>
      {order.question ? <Open order={order} question={order.question} words={words} /> : null}
      {order.settled_questions.map((one) => (
        <p key={one.question_id} className="note" role="status">
          {whatBecame(one, words)} <span className="soft">{words.by[one.settled_by]}</span>
        </p>
      ))}
    </>
  );
}

interface OpenProps {
  readonly order: OrderResponse;
  readonly question: OpenQuestion;
  readonly words: SubstituteWords;
}

function Open({ order, question, words }: OpenProps) {
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
  const offered = useOffered(order, question, words);
  const byDefault = offered.find(({ choice }) => isSame(choice, question.default));
  return (
    <section className="note note-warn stack" aria-labelledby="question">
      <h2 id="question">{words.title}</h2>
      <p>
        <strong>{words.missing(`${question.qty} × ${line?.name ?? ""}`)}</strong>
      </p>
      {question.chosen ? (
        <p role="status">
          {offered.find(({ choice }) => question.chosen && isSame(choice, question.chosen))?.name}. {words.onItsWay}
        </p>
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
          <TimeLeft order={order} chooseBy={question.choose_by} words={words} />
          {byDefault ? <p className="small soft">{words.byDefault(byDefault.name)}</p> : null}
        </>
      )}
      <ProblemNote error={choose.error} server={SERVICE} />
    </section>
  );
}

/** The store's time decides; this page only counts down to it. */
function TimeLeft({ order, chooseBy, words }: { order: OrderResponse; chooseBy: string; words: SubstituteWords }) {
  const { duration, time } = useFormat();
  const zone = useZoneOf(order);
  const left = Date.parse(chooseBy) - useNow(SECOND_MS);
  return <p className="number">{left > 0 ? words.left(duration(left), time(chooseBy, zone)) : words.over}</p>;
}

interface Offered {
  readonly choice: SubstituteChoice;
  readonly name: string;
  readonly detail: string;
}

function useOffered(order: OrderResponse, question: OpenQuestion, words: SubstituteWords): Offered[] {
  const { money } = useFormat();
  const detail = (total: number) => {
    const less = order.total_cents - total;
    // Of what is paid at the counter later nothing comes back.
    const back = less > 0 && order.paid_cents > total ? words.back(money(Math.min(less, order.paid_cents - total), order)) : null;
    return [words.costs(money(total, order)), less === 0 ? words.same : back].filter(Boolean).join(", ");
  };
  const paid = order.paid_cents + (order.pay_mode === "ONLINE" ? order.tip_cents : 0);
  return [
    ...question.options.map((option, at) => ({
      choice: { kind: "SUBSTITUTE" as const, option: at },
      name: words.instead(option.name),
      detail: detail(option.total_cents),
    })),
    ...(question.total_without_cents === null
      ? []
      : [{ choice: { kind: "REMOVE" as const }, name: words.without, detail: detail(question.total_without_cents) }]),
    { choice: { kind: "CANCEL" as const }, name: words.cancelAll, detail: paid > 0 ? words.backAll(money(paid, order)) : "" },
  ];
}

function whatBecame({ name, qty, choice, substitute }: SettledQuestion, words: SubstituteWords): string {
  const what = `${qty} × ${name}`;
  switch (choice?.kind) {
    case undefined:
      return words.kept(what);
    case "SUBSTITUTE":
      return words.became(what, substitute ?? "");
    case "REMOVE":
      return words.removed(what);
    case "CANCEL":
      return words.cancelled(what);
  }
}

const isSame = (a: SubstituteChoice, b: SubstituteChoice): boolean =>
  a.kind === b.kind && (a.kind !== "SUBSTITUTE" || b.kind !== "SUBSTITUTE" || a.option === b.option);
