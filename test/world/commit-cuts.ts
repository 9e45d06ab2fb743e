/** The cloud's node dies in the turn in which one of its COMMITs is lost, or is done and nobody hears of it; it is started again. */
import type { World } from "./world.ts";

export class CommitCuts {
  constructor(private readonly world: World) {}

  /** At the n-th COMMIT from now, unless `work` has ended before. Resolves when both have ended; whether it has died. */
  async during(nth: number, isDone: boolean, work: Promise<unknown>): Promise<boolean> {
    const { commits, node } = this.world;
    let restarting: Promise<void> | null = null;
    commits.cutAt(nth, isDone ? "done" : "lost", () => {
      restarting = node.restart();
    });
    await this.world.time.pump(work);
    commits.calm();
    await restarting;
    return restarting !== null;
  }
}
