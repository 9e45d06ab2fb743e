/** What a store's prices mean, where an older release showed them without their digits: two answers, each with what it makes of a few prices. */
import type { DigitsAnswer } from "@crema/shared/contract/store-currency";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { ServerText } from "./server-text.tsx";

export interface DigitsQuestionProps {
  readonly storeId: string;
  readonly detail: string;
  onDone(): void;
}

export function DigitsQuestion({ storeId, detail, onDone }: DigitsQuestionProps) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const routes = api.v1.admin.stores[":store_id"].currency;
  const param = { store_id: storeId };
  const { data, error } = useQuery({ queryKey: ["currency", storeId], queryFn: () => unwrap(routes.$get({ param })) });
  const give = useMutation({
    mutationFn: (answer: DigitsAnswer) => unwrap(routes.digits.$post({ param, json: { answer } })),
    onSuccess: onDone,
    onSettled: () => Promise.all(["exceptions", "stores", "currency"].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
  const question = data?.question;
  return (
    <div className="stack">
      <p>
        <ServerText>{detail}</ServerText>
      </p>
      {question ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("hq.digits.item")}</th>
              <th scope="col">{t("hq.digits.until_now")}</th>
              <th scope="col">{t("hq.digits.as_stored")}</th>
              <th scope="col">{t("hq.digits.times", { times: question.times })}</th>
            </tr>
          </thead>
          <tbody>
            {question.examples.map(({ name, shown, right_as_stored, times }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{shown}</td>
                <td className="number">{right_as_stored}</td>
                <td className="number">{times}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : data ? (
        <p role="status">{t("hq.digits.answered")}</p>
      ) : null}
      <p className="note">{t("hq.digits.rule")}</p>
      <ProblemNote error={error ?? give.error} server={SERVICE} />
      <Button size="large" isDisabled={!question || give.isPending} onPress={() => give.mutate("RIGHT_AS_STORED")}>
        {t("hq.digits.as_stored")}
      </Button>
      <Button size="large" isDisabled={!question || give.isPending} onPress={() => give.mutate("TIMES")}>
        {t("hq.digits.times", { times: question?.times ?? 100 })}
      </Button>
    </div>
  );
}
