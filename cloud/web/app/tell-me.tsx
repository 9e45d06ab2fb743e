/** "Tell me when it is ready": by a notification on this device, also while the app is closed. Nobody is asked before they tap. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import type { ReactNode } from "react";
import { SERVICE } from "../service-api.ts";
import type { Reach } from "./this-device.ts";
import { NoPushService, NotAllowed, type TellsOf, useTold } from "./use-told.ts";

/** An order of the account is told of by the account's switch, a guest's by its own. */
export function TellMe({ order }: { order: OrderResponse }) {
  const isWaitedFor = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  if (!isWaitedFor) return null;
  const of = order.user_id === null ? { order_id: order.order_id } : { user_id: order.user_id };
  return <TellSwitch of={of} ask="Tell me when it is ready" told="This device tells you when it is ready, also with the app closed." />;
}

/** On the account's page: of all its orders. */
export function TellOfAll({ userId }: { userId: string }) {
  return (
    <TellSwitch
      of={{ user_id: userId }}
      ask="Tell me about my orders on this device"
      told="This device tells you about your orders, until you sign out."
    />
  );
}

const WHY_NOT: Readonly<Record<Exclude<Reach, "can">, string>> = {
  unsupported: "This browser cannot notify you. The order's page follows it by itself while it is open.",
  "install-first":
    "To be told on an iPhone or iPad, put this app on the Home Screen first: tap Share, then “Add to Home Screen”, and open it from there.",
  blocked: "Notifications of this site are blocked in your browser. Allow them in its settings to be told when an order is ready.",
};

function TellSwitch({ of, ask, told }: { of: TellsOf; ask: string; told: string }) {
  const { isOffered, reach, isTold, start, stop } = useTold(of);
  if (!isOffered) return null;
  if (reach !== "can") return <p className="soft small">{WHY_NOT[reach]}</p>;
  return (
    <div className="stack">
      <p role="status" className={isTold ? "note note-good" : ""}>
        {isTold ? told : ""}
      </p>
      <Trouble error={start.error ?? stop.error} />
      {isTold ? (
        <Button look="quiet" isDisabled={stop.isPending} onPress={() => stop.mutate()}>
          Stop telling me
        </Button>
      ) : (
        <Button isDisabled={start.isPending} onPress={() => start.mutate()}>
          {start.isPending ? "Asking your browser …" : ask}
        </Button>
      )}
    </div>
  );
}

function Trouble({ error }: { error: unknown }): ReactNode {
  if (error instanceof NotAllowed)
    return (
      <p className="note note-warn" role="alert">
        <strong>Your browser was not allowed to notify you.</strong> Tap again to be asked once more, or allow it in the browser's settings.
      </p>
    );
  if (error instanceof NoPushService)
    return (
      <p className="note note-warn" role="alert">
        <strong>Your browser has no way to be notified right now.</strong> Try again later; the order's page follows it by itself while it
        is open.
      </p>
    );
  return <ProblemNote error={error} server={SERVICE} />;
}
