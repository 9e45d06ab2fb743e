/** What the customer is asked about a line, until when, and what became of earlier questions: nobody makes the old line by mistake. */
import type { OrderResource } from "@crema/shared/contract/orders";
import type { SettledQuestion, SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import "./substitute.css";

export function QuestionNote({ order }: { order: OrderResource }) {
  const t = useWords();
  const { money, time } = useFormat();
  const { question } = order;
  if (!question) return null;
  const name = order.lines.find(({ line_id }) => line_id === question.line_id)?.name ?? "";
  const options = question.options.map((option) => `${option.name} (${money(option.total_cents, order)})`);
  const offered = [
    ...options,
    ...(question.total_without_cents === null ? [] : [t("substitute.without_for", { amount: money(question.total_without_cents, order) })]),
  ];
  return (
    <p className="note note-warn" role="status">
      <strong>{t("substitute.wait", { count: question.qty, name, time: time(question.choose_by) })}</strong>{" "}
      {t("substitute.choices", { list: [...offered, t("substitute.cancel")].join("; ") })}{" "}
      {question.chosen ? t("substitute.chosen") : t("substitute.default", { what: actOf(order, question.default, t) })}
    </p>
  );
}

export function SettledNotes({ order }: { order: OrderResource }) {
  const t = useWords();
  const settled = order.settled_questions.filter(({ choice }) => choice !== null && choice.kind !== "CANCEL");
  if (settled.length === 0 || order.status === "CANCELLED") return null;
  return (
    <ul className="settled-notes">
      {settled.map((one) => (
        <li key={one.question_id}>
          <b>{whatBecame(one, t)}</b>
        </li>
      ))}
    </ul>
  );
}

const whatBecame = ({ name, qty: count, substitute }: SettledQuestion, t: Words): string =>
  substitute === null ? t("substitute.became.without", { count, name }) : t("substitute.became.other", { substitute, count, name });

function actOf({ question }: OrderResource, choice: SubstituteChoice, t: Words): string {
  switch (choice.kind) {
    case "SUBSTITUTE":
      return question?.options[choice.option]?.name ?? t("substitute.default.first");
    case "REMOVE":
      return t("substitute.default.remove");
    case "CANCEL":
      return t("substitute.default.cancel");
  }
}
