/** The boxes that a store has had, what is to be done about the present one, and the buttons for it. */
import type { BoxHistory as History } from "@crema/shared/contract/boxes";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { OpenOrders } from "./open-orders.tsx";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

const STATES: Readonly<Record<NonNullable<History["state"]>, string>> = {
  JOINED: "Joined: its log and the service's fit together.",
  SILENT: "Not heard now.",
  CONFLICT: "Its log does not fit what is known here; app orders are refused.",
  NEVER_HEARD: "Enrolled, and not heard yet.",
};

const NEW_BOX = "A code is made, good once and for a day. The box that enrols with it is the store's.";
const REPLACE =
  "A code is made, good once and for a day. The store's present box goes on until another one enrols with the code; from then on it takes no orders. What it has not sent stays on its disk: keep that.";

type Asked = "replace" | "revoke";

export function BoxHistory({ store }: { store: Store }) {
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
      <h3 id="boxes">Boxes</h3>
      <ProblemNote error={read.error ?? code.error ?? revoke.error} server={SERVICE} />
      {history ? <Present history={history} timeZone={store.time_zone} /> : <p role="status">Reading the boxes …</p>}
      {code.data && history?.codes_until.includes(code.data.expires_at) ? (
        <Code code={code.data.code} until={code.data.expires_at} timeZone={store.time_zone} />
      ) : null}
      {history && asked === null ? (
        <div className="card-foot">
          <Button onPress={() => setAsked("replace")}>{history.state === null ? "Make a code for a box" : "Replace the box"}</Button>
          {history.state === null ? null : (
            <Button look="danger" onPress={() => setAsked("revoke")}>
              Revoke the box
            </Button>
          )}
        </div>
      ) : null}
      {asked === "replace" ? (
        <Question
          text={history?.state === null ? NEW_BOX : REPLACE}
          yes="Make the code"
          isBusy={isBusy}
          onYes={() => code.mutate()}
          onNo={() => setAsked(null)}
        />
      ) : null}
      {asked === "revoke" ? (
        <Question
          text="For a stolen box. It can do nothing here any more, from now on; the store has no box then, and app orders are refused until another one is enrolled. At its counter a stolen box sells on until it is heard."
          yes="Revoke it"
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
  return (
    <div className="note note-warn stack">
      <p>{text}</p>
      <div className="card-foot">
        <Button look="danger" isDisabled={isBusy} onPress={onYes}>
          {yes}
        </Button>
        <Button isDisabled={isBusy} onPress={onNo}>
          No
        </Button>
      </div>
    </div>
  );
}

function Code({ code, until, timeZone }: { code: string; until: string; timeZone: string }) {
  const { day, time } = useFormat();
  return (
    <div className="note stack" role="status">
      <p>
        Code for the store's next box, shown once, good until {day(until, timeZone)} {time(until, timeZone)}:
      </p>
      <p>
        <strong className="number">{code}</strong>
      </p>
      <p className="small">
        On that box:{" "}
        <code>
          crema-edge enroll --cloud {location.origin} --code {code}
        </code>
      </p>
    </div>
  );
}

function Present({ history, timeZone }: { history: History; timeZone: string }) {
  const { day, time } = useFormat();
  const when = (at: string) => `${day(at, timeZone)} ${time(at, timeZone)}`;
  return (
    <>
      <p>{history.state === null ? "The store has no box now." : STATES[history.state]}</p>
      {history.frozen_since ? <p className="note note-warn">Frozen since {when(history.frozen_since)}.</p> : null}
      {history.to_do.length > 0 ? (
        <ul className="note note-warn reasons" aria-label="To do">
          {history.to_do.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      ) : null}
      <p className="small soft">The ticket numbers of each box begin with its letter; a revocation uses up a letter as well.</p>
      <ul className="reasons" aria-label="Boxes so far">
        {history.boxes.map(({ node_id, epoch, letter, enrolled_at, ended_at }) => (
          <li key={node_id}>
            <b>{letter}</b> (epoch {epoch}), {when(enrolled_at)} to {ended_at === null ? "now" : when(ended_at)},{" "}
            <span className="small soft id">node {node_id}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
