/** What the customer is asked about a line, until when, and what became of earlier questions: nobody makes the old line by mistake. */
import type { OrderResource } from "@crema/shared/contract/orders";
import type { SettledQuestion, SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { useFormat } from "@crema/ui/format/use-format.ts";
import "./substitute.css";

export function QuestionNote({ order }: { order: OrderResource }) {
  const { money, time } = useFormat();
  const { question } = order;
  if (!question) return null;
  const name = order.lines.find(({ line_id }) => line_id === question.line_id)?.name ?? "";
  const options = question.options.map((option) => `${option.name} (${money(option.total_cents, order)})`);
  const offered = [
    ...options,
    ...(question.total_without_cents === null ? [] : [`without (${money(question.total_without_cents, order)})`]),
  ];
  return (
    <p className="note note-warn" role="status">
      <strong>
        Do not make it yet: the customer is asked about {question.qty} × {name} until {time(question.choose_by)}.
      </strong>{" "}
      Offered: {[...offered, "cancel"].join("; ")}.{" "}
      {question.chosen ? "They have chosen." : `Nobody chooses: ${actOf(order, question.default)}.`}
    </p>
  );
}

export function SettledNotes({ order }: { order: OrderResource }) {
  const settled = order.settled_questions.filter(({ choice }) => choice !== null && choice.kind !== "CANCEL");
  if (settled.length === 0 || order.status === "CANCELLED") return null;
  return (
    <ul className="settled-notes">
      {settled.map((one) => (
        <li key={one.question_id}>
          <b>{whatBecame(one)}</b>
        </li>
      ))}
    </ul>
  );
}

const whatBecame = ({ name, qty, substitute }: SettledQuestion): string =>
  substitute === null ? `Without ${qty} × ${name}` : `${substitute}, not ${qty} × ${name}`;

function actOf({ question }: OrderResource, choice: SubstituteChoice): string {
  switch (choice.kind) {
    case "SUBSTITUTE":
      return question?.options[choice.option]?.name ?? "the first of these";
    case "REMOVE":
      return "it is made without";
    case "CANCEL":
      return "it is cancelled";
  }
}
