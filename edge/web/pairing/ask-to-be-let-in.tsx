/**
 * A new device asks to be paired: it shows a code and a QR until a manager has approved it, then it goes to its screen.
 * Its token is a cookie that no script can read. A code is valid for some minutes, which count down on the page; then a
 * button shows a new one.
 */
import type { DeviceKind } from "@crema/shared/domain/staff/actor";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useNow } from "@crema/ui/use-now.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { QrCode } from "./qr-code.tsx";
import { SCREENS } from "./screens.ts";

const CLAIM_EVERY_MS = 1_500;
const LONGEST_NAME = 60;

export function AskToBeLetIn() {
  const api = useStoreApi();
  const [kind, setKind] = useState<DeviceKind>("pos");
  const [name, setName] = useState("");
  const screen = SCREENS.find((one) => one.kind === kind);
  const begin = useMutation({
    mutationFn: () => unwrap(api.v1.pairings.$post({ json: { kind, name: name.trim() || (screen?.name ?? kind) } })),
  });
  if (begin.data && screen) return <Waiting pairing={begin.data} path={screen.path} onAgain={begin.reset} />;
  return (
    <section className="landing-pair">
      <h2>Pair this device with the store</h2>
      <OneOf
        label="What it is for"
        choices={SCREENS.map((one) => ({ id: one.kind, name: one.name, extra: one.about }))}
        chosen={kind}
        onChoose={(id) => setKind(id as DeviceKind)}
      />
      <Field
        label="Its name, as the store will see it"
        placeholder={screen?.name ?? ""}
        maxLength={LONGEST_NAME}
        value={name}
        onChange={setName}
      />
      <ProblemNote error={begin.error} server={BOX} />
      <Button look="primary" size="large" isDisabled={begin.isPending} onPress={() => begin.mutate()}>
        Show the code
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
        <h2>This code has run out</h2>
        <p role="status">Nobody let this device in while it was good.</p>
        <Button look="primary" size="large" onPress={onAgain}>
          Begin again
        </Button>
      </section>
    );
  }
  return (
    <section className="landing-pair landing-code">
      <h2>A manager lets this device in</h2>
      <p className="landing-digits">{pairing.code}</p>
      <QrCode text={`${origin}/?approve=${pairing.code}`} />
      <p role="status">
        {isPaired
          ? "Paired. Opening the screen …"
          : "Scan this with a paired device, or type the code there, and enter a manager's PIN. Waiting …"}
      </p>
      {isPaired ? null : (
        <p className="number">
          Good for <time>{duration(left)}</time>
        </p>
      )}
      <ProblemNote error={claim.error} server={BOX} />
      <Button onPress={onAgain}>Begin again</Button>
    </section>
  );
}
