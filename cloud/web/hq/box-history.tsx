/** The boxes that a store has had, what is to be done about the present one, and the buttons for it. */
import type { BoxHistory as History } from "@crema/shared/contract/boxes";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { code as asCode, bold } from "./bold.tsx";
import { OpenOrders } from "./open-orders.tsx";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

type Asked = "replace" | "revoke";

export function BoxHistory({ store }: { store: Store }) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const param = { store_id: store.store_id };
  const key = ["boxes", store.store_id];
  const read = useAsked(key, () => unwrap(api.v1.admin.stores[":store_id"].boxes.$get({ param })), { every: 5_000 });
  const changed = () => {
    setAsked(null);
    return Promise.all([queries.invalidateQueries({ queryKey: key }), queries.invalidateQueries({ queryKey: ["stores"] })]);
  };
  const code = useMutation({
    mutationFn: () => unwrap(api.v1.admin.stores[":store_id"]["enroll-codes"].$post({ param, json: { replace: true } })),
    onSettled: changed,
  });
  const revoke = useMutation({
    mutationFn: () => unwrap(api.v1.admin.stores[":store_id"]["revoke-box"].$post({ param, json: {} })),
    onSettled: changed,
  });
  const history = read.data;
  const isBusy = code.isPending || revoke.isPending;
  return (
    <section className="stack" aria-labelledby="boxes">
      <h3 id="boxes">{t("hq.boxes.title")}</h3>
      <ProblemNote error={read.error ?? code.error ?? revoke.error} server={SERVICE} />
      {history ? <Present history={history} timeZone={store.time_zone} /> : <p role="status">{t("hq.loading")}</p>}
      {code.data && history?.codes_until.includes(code.data.expires_at) ? (
        <Code code={code.data.code} until={code.data.expires_at} timeZone={store.time_zone} />
      ) : null}
      {history && asked === null ? (
        <div className="card-foot">
          <Button onPress={() => setAsked("replace")}>{history.state === null ? t("hq.boxes.code_for") : t("hq.boxes.replace")}</Button>
          {history.state === null ? null : (
            <Button look="danger" onPress={() => setAsked("revoke")}>
              {t("hq.boxes.revoke")}
            </Button>
          )}
        </div>
      ) : null}
      {asked === "replace" ? (
        <Question
          text={history?.state === null ? t("hq.boxes.new_about") : t("hq.boxes.replace_about")}
          yes={t("hq.boxes.make")}
          isBusy={isBusy}
          onYes={() => code.mutate()}
          onNo={() => setAsked(null)}
        />
      ) : null}
      {asked === "revoke" ? (
        <Question
          text={t("hq.boxes.revoke_about")}
          yes={t("hq.boxes.revoke_yes")}
          isBusy={isBusy}
          onYes={() => revoke.mutate()}
          onNo={() => setAsked(null)}
        />
      ) : null}
      {history && history.open_orders.length > 0 ? (
        <OpenOrders storeId={store.store_id} orders={history.open_orders} timeZone={store.time_zone} />
      ) : null}
    </section>
  );
}

interface QuestionProps {
  readonly text: string;
  readonly yes: string;
  readonly isBusy: boolean;
  onYes(): void;
  onNo(): void;
}

function Question({ text, yes, isBusy, onYes, onNo }: QuestionProps) {
  const t = useWords();
  return (
    <div className="note note-warn stack">
      <p>{text}</p>
      <div className="card-foot">
        <Button look="danger" isDisabled={isBusy} onPress={onYes}>
          {yes}
        </Button>
        <Button isDisabled={isBusy} onPress={onNo}>
          {t("hq.boxes.no")}
        </Button>
      </div>
    </div>
  );
}

function Code({ code, until, timeZone }: { code: string; until: string; timeZone: string }) {
  const t = useWords();
  const { moment } = useFormat();
  const command = `crema-edge enroll --cloud ${location.origin} --code ${code}`;
  return (
    <div className="note stack" role="status">
      <p>{t("hq.boxes.code", { moment: moment(until, timeZone) })}</p>
      <p>
        <strong className="number">{code}</strong>
      </p>
      <p className="small command">{t.drawn("hq.boxes.on_it", { code: asCode, command })}</p>
    </div>
  );
}

function Present({ history, timeZone }: { history: History; timeZone: string }) {
  const t = useWords();
  const { moment } = useFormat();
  const when = (at: string) => moment(at, timeZone);
  return (
    <>
      <p>{history.state === null ? t("hq.boxes.none") : t(`hq.boxes.${history.state}`)}</p>
      {history.frozen_since ? <p className="note note-warn">{t("hq.boxes.frozen", { moment: when(history.frozen_since) })}</p> : null}
      {history.to_do.length > 0 ? (
        <ul className="note note-warn reasons" aria-label={t("hq.boxes.to_do")}>
          {history.to_do.map((step) => (
            <li key={step.code}>{stepText(step, history, t)}</li>
          ))}
        </ul>
      ) : null}
      <p className="small soft">{t("hq.boxes.letters")}</p>
      <ul className="reasons" aria-label={t("hq.boxes.so_far")}>
        {history.boxes.map(({ node_id, epoch, letter, enrolled_at, ended_at }) => (
          <li key={node_id}>
            {t.drawn("hq.boxes.one", {
              b: bold,
              letter,
              epoch,
              from: when(enrolled_at),
              to: ended_at === null ? t("hq.boxes.now") : when(ended_at),
            })}{" "}
            <span className="small soft id">{t("hq.boxes.node", { id: node_id })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type Step = History["to_do"][number];

/** What is to be done, by its code; the figures are the history's. */
function stepText({ code, text }: Step, { boxes, open_orders, look_first_orders }: History, t: Words): string {
  switch (code) {
    case "enroll":
      return t(boxes.length === 0 ? "hq.boxes.step.enroll_first" : "hq.boxes.step.enroll");
    case "decide_orders":
      return t("hq.boxes.step.decide_orders", { count: open_orders.length });
    case "look_first":
      return t("hq.boxes.step.look_first", { count: look_first_orders });
    case "use_code":
    case "enroll_again":
    case "wait_for_join":
    case "replace_or_revoke":
      return t(`hq.boxes.step.${code}`);
    default:
      // One of a later release.
      return text;
  }
}
