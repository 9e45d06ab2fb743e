import { Column } from "@crema/edge/web/board/board.tsx";
import { boardTicket } from "../samples.ts";
import type { Story } from "../story.ts";

const column = (look: "preparing" | "ready", names: readonly (string | null)[], news: number | null = null) => (
  <div className="board story-board">
    <div className="board-columns">
      <Column
        {...{ look, name: look === "ready" ? "Ready" : "Preparing" }}
        tickets={names.map((name, index) => boardTicket(17 + index, name, look === "ready" ? "READY" : "IN_PROGRESS"))}
        isNews={({ ticket_number }) => ticket_number === `A-${news}`}
      />
    </div>
  </div>
);

export const boardColumnStories: readonly Story[] = [
  { name: "none", shown: column("preparing", []) },
  { name: "preparing", shown: column("preparing", ["Bo", null, "Wilhelmina Featherstonehaugh"]) },
  { name: "ready, one just now", shown: column("ready", ["Bo", "Maya"], 17) },
];
