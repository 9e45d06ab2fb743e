/** Queue of a paired device. */
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { BOX } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { useQueue } from "../use-queue.ts";

export function Barista() {
  const me = useMe();
  const { queue, stream } = useQueue(me.data?.store_id ?? null);
  return (
    <>
      <LinkBanner link={queue.link} stream={stream} />
      <main>
        <h1>Queue</h1>
        <ProblemNote error={me.error} server={BOX} />
        <p>{queue.orders.size} orders on the queue</p>
      </main>
    </>
  );
}
