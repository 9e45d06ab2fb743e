/**
 * A new device asks to be paired: it shows a code and a QR until a manager has approved it, then it goes to its screen.
 * Its token is a cookie that no script can read. A code is valid for some minutes, which count down on the page; then a
 * button shows a new one.
 */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useNow } from "@crema/ui/use-now.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { QrCode } from "../qr-code.tsx";
import { BOX, useStoreApi } from "../store-api.ts";
import { type KindWithScreen, SCREENS } from "./screens.ts";

const CLAIM_EVERY_MS = 1_500;
const LONGEST_NAME = 60;

export function AskToBeLetIn() {
  const t = useWords();
  const api = useStoreApi();
  const [kind, setKind] = useState<KindWithScreen>("pos");
  const [name, setName] = useState("");
  const screen = SCREENS.find((one) => one.kind === kind);
  const usual = t(`pairing.screen.${kind}`);
  const begin = useMutation({
    mutationFn: () => unwrap(api.v1.pairings.$post({ json: { kind, name: name.trim() || usual } })),
  });
  if (begin.data && screen) return <Waiting pairing={begin.data} path={screen.path} onAgain={begin.reset} />;
  return (
    <section className="landing-pair">
      <h2>{t("pairing.ask.title")}</h2>
      <OneOf
        label={t("pairing.ask.kind")}
        choices={SCREENS.map((one) => ({
          id: one.kind,
          name: t(`pairing.screen.${one.kind}`),
          extra: t(`pairing.screen.${one.kind}.about`),
        }))}
        chosen={kind}
        onChoose={(id) => setKind(id as KindWithScreen)}
      />
      <Field label={t("pairing.ask.name")} placeholder={usual} maxLength={LONGEST_NAME} value={name} onChange={setName} />
      <ProblemNote error={begin.error} server={BOX} />
      <Button look="primary" size="large" isDisabled={begin.isPending} onPress={() => begin.mutate()}>
        {t("pairing.ask.show_code")}
      </Button>
    </section>
  );
}

interface WaitingProps {
  readonly pairing: { readonly pairing_id: string; readonly code: string; readonly claim_secret: string; readonly expires_in_s: number };
  readonly path: string;
  onAgain(): void;
}

function Waiting({ pairing, path, onAgain }: WaitingProps) {
  const t = useWords();
  const api = useStoreApi();
  const { origin, goTo, clock } = usePorts();
  const { duration } = useFormat();
  const [begunAt] = useState(() => clock.now());
  const left = begunAt + pairing.expires_in_s * 1000 - useNow(1_000);
  const claim = useQuery({
    queryKey: ["claim", pairing.pairing_id],
    queryFn: async () => {
      const claimed = api.v1.pairings[":pairing_id"].claim.$post({
        param: { pairing_id: pairing.pairing_id },
        json: { claim_secret: pairing.claim_secret },
      });
      try {
        await unwrap(claimed);
        return "paired";
      } catch (error) {
        if (isRefusal(error, "pairing.pending")) return "waiting";
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data === "paired" || isRefusal(query.state.error, "pairing.unknown") ? false : CLAIM_EVERY_MS),
    gcTime: 0,
  });
  const isPaired = claim.data === "paired";
  const isOver = !isPaired && (left <= 0 || isRefusal(claim.error, "pairing.unknown"));
  useEffect(() => {
    if (isPaired) goTo(path);
  }, [isPaired, goTo, path]);
  if (isOver) {
    return (
      <section className="landing-pair landing-code">
        <h2>{t("pairing.over.title")}</h2>
        <p role="status">{t("pairing.over.why")}</p>
        <Button look="primary" size="large" onPress={onAgain}>
          {t("pairing.start_over")}
        </Button>
      </section>
    );
  }
  return (
    <section className="landing-pair landing-code">
      <h2>{t("pairing.waiting.title")}</h2>
      <p className="landing-digits">{pairing.code}</p>
      <QrCode text={`${origin}/?approve=${pairing.code}`} />
      <p role="status">{t(isPaired ? "pairing.waiting.paired" : "pairing.waiting.how")}</p>
      {isPaired ? null : (
        <p className="number">{t.drawn("pairing.waiting.valid", { time: (text) => <time>{text}</time>, left: duration(left) })}</p>
      )}
      <ProblemNote error={claim.error} server={BOX} />
      <Button onPress={onAgain}>{t("pairing.start_over")}</Button>
    </section>
  );
}
