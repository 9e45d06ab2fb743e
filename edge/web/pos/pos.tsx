/** The till: for a paired device, first a PIN, then the ticket. The ticket that was being rung up survives both. */

import type { QueueFrame } from "@crema/shared/contract/streams";
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { StoreZone } from "@crema/ui/format/store-zone.tsx";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useBorrowedLanguage } from "@crema/ui/words/use-borrowed-language.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ConfirmTime } from "../confirm-time.tsx";
import { SignedOut } from "../signed-out.tsx";
import { BOX } from "../store-api.ts";
import { ME, useMe } from "../use-me.ts";
import { useQueue } from "../use-queue.ts";
import { HELD, ORDERS, orderKey, REFUND_REQUESTS } from "./query-keys.ts";
import { SignIn } from "./sign-in.tsx";
import { Till } from "./till.tsx";
import { useLock } from "./use-lock.ts";
import { OFFER } from "./use-menu.ts";
import "./pos.css";

export function Pos() {
  const t = useWords();
  const me = useMe();
  const queries = useQueryClient();
  const { store_id, device, staff } = me.data ?? { store_id: null, device: null, staff: null };
  const { queue, stream } = useQueue(store_id, (frame) => {
    for (const queryKey of outOfDateBy(frame)) void queries.invalidateQueries({ queryKey });
  });
  const lock = useLock({ isSignedIn: staff !== null, isLive: stream.name === "live" });
  useStoreLook(queue.link?.look);
  useBorrowedLanguage(lock.isLocked ? null : (staff?.language ?? null));
  useEffect(() => {
    if (stream.name === "revoked") void queries.invalidateQueries({ queryKey: ME });
  }, [stream.name, queries]);
  if (isRefusal(me.error, "auth.required", "auth.revoked", "auth.forbidden") || (me.data && !device))
    return <SignedOut wasRevoked={false} />;
  return (
    <StoreZone timeZone={queue.link?.time_zone ?? null} serverTime={queue.serverTime}>
      <div className="pos">
        <LinkBanner link={queue.link} stream={stream}>
          <ConfirmTime link={queue.link} />
        </LinkBanner>
        {staff && store_id && !lock.isLocked ? (
          <Till storeId={store_id} staff={staff} queue={queue} isLive={stream.name === "live"} onLock={lock.lock} />
        ) : device ? (
          <SignIn deviceName={device.name} onSignedIn={lock.unlock} />
        ) : (
          <main className="pos-waiting">
            <h1>{t("pos.title")}</h1>
            {me.error ? <ProblemNote error={me.error} server={BOX} /> : <p role="status">{t("pos.checking")}</p>}
          </main>
        )}
      </div>
    </StoreZone>
  );
}

/** The queries that a frame makes out of date. After a snapshot that may be any of them. */
function outOfDateBy(frame: QueueFrame): readonly (readonly unknown[])[] {
  switch (frame.type) {
    case "snapshot":
      return [ORDERS, HELD, REFUND_REQUESTS, ["order"], ...OFFER];
    case "change":
      return [ORDERS, orderKey(frame.order.order_id)];
    case "drafts":
      return [HELD];
    case "refund_requests":
      return [REFUND_REQUESTS];
    case "availability":
      return OFFER;
    case "app_orders":
    case "heartbeat":
      return [];
  }
}
