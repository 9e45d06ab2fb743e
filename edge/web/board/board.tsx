/** Board of a paired device. */
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { BOX } from "../store-api.ts";
import { useBoard } from "../use-board.ts";
import { useMe } from "../use-me.ts";

export function Board() {
  const me = useMe();
  const { board, stream } = useBoard(me.data?.store_id ?? null);
  return (
    <>
      <LinkBanner link={board.link} stream={stream} />
      <main>
        <h1>Board</h1>
        <ProblemNote error={me.error} server={BOX} />
        <p>{board.tickets.size} orders on the queue</p>
      </main>
    </>
  );
}
