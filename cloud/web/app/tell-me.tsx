/** "Tell me when it is ready": by a notification on this device, also while the app is closed. Nobody is asked before they tap. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import BellIcon from "lucide-react/icons/bell";
import type { ReactNode } from "react";
import { SERVICE } from "../service-api.ts";
import { bold } from "./bold.tsx";
import { isWaitedFor } from "./order-words.ts";
import type { Reach } from "./this-device.ts";
import { NoPushService, NotAllowed, type TellsOf, useTold } from "./use-told.ts";

/** An order of the account is told of by the account's switch, a guest's by its own. */
export function TellMe({ order }: { order: OrderResponse }) {
  const t = useWords();
  if (!isWaitedFor(order)) return null;
  const of = order.user_id === null ? { order_id: order.order_id } : { user_id: order.user_id };
  return <TellSwitch of={of} ask={t("tell.ask")} told={t("tell.told")} />;
}

/** On the account's page: of all its orders. */
export function TellOfAll({ userId }: { userId: string }) {
  const t = useWords();
  return <TellSwitch of={{ user_id: userId }} ask={t("tell.ask_all")} told={t("tell.told_all")} />;
}

const WHY_NOT = {
  unsupported: "tell.unsupported",
  "install-first": "tell.install_first",
  blocked: "tell.blocked",
} as const satisfies Readonly<Record<Exclude<Reach, "can">, string>>;

function TellSwitch({ of, ask, told }: { of: TellsOf; ask: string; told: string }) {
  const t = useWords();
  const { isOffered, reach, isTold, start, stop } = useTold(of);
  if (!isOffered) return null;
  if (reach !== "can") return <p className="soft small">{t(WHY_NOT[reach])}</p>;
  return (
    <div className="stack">
      <p role="status" className={isTold ? "note note-good" : ""}>
        {isTold ? told : ""}
      </p>
      <Trouble error={start.error ?? stop.error} />
      {isTold ? (
        <Button look="quiet" isDisabled={stop.isPending} onPress={() => stop.mutate()}>
          {t("tell.stop")}
        </Button>
      ) : (
        <Button icon={BellIcon} isDisabled={start.isPending} onPress={() => start.mutate()}>
          {start.isPending ? t("tell.asking") : ask}
        </Button>
      )}
    </div>
  );
}

function Trouble({ error }: { error: unknown }): ReactNode {
  const t = useWords();
  if (error instanceof NotAllowed || error instanceof NoPushService) {
    return (
      <Note tone="warn" isUrgent>
        {t.drawn(error instanceof NotAllowed ? "tell.not_allowed" : "tell.no_service", { b: bold })}
      </Note>
    );
  }
  return <ProblemNote error={error} server={SERVICE} />;
}
