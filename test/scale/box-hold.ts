/** The light boxes of one process. */
import { LightBox, type LightStore } from "./light-box.ts";

const ENROLLED_AT_ONCE = 8;

export class BoxHold {
  private constructor(private readonly boxes: readonly LightBox[]) {}

  /** Resolves when all are enrolled and live; they go by the nodes in turn. */
  static async open(urls: readonly string[], stores: readonly LightStore[]): Promise<BoxHold> {
    const boxes: LightBox[] = [];
    const left = [...stores.entries()];
    const one = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [index, store] = next;
        const box = await LightBox.enrol(urls[index % urls.length] ?? "", store);
        boxes.push(box);
        box.connect();
      }
    };
    await Promise.all(Array.from({ length: ENROLLED_AT_ONCE }, one));
    const hold = new BoxHold(boxes);
    await hold.#until((box) => box.isLive());
    return hold;
  }

  /** So many orders in each store; resolves to their ids when the cloud has them. */
  async place(each: number): Promise<string[]> {
    const placed = this.boxes.flatMap((box) => Array.from({ length: each }, () => box.place()));
    await this.#until((box) => box.unsent() === 0);
    return placed;
  }

  /** So many steps of orders per second over all stores. Resolves to how many when the cloud has them. */
  async change(perSecond: number, seconds: number): Promise<number> {
    const begin = performance.now();
    const changes = perSecond * seconds;
    for (let index = 0; index < changes; index++) {
      const ahead = begin + (index * 1_000) / perSecond - performance.now();
      if (ahead > 0) await wait(ahead);
      this.boxes[index % this.boxes.length]?.step();
    }
    await this.#until((box) => box.unsent() === 0);
    return Math.ceil(changes);
  }

  async cutOff(): Promise<void> {
    await Promise.all(this.boxes.map((box) => box.disconnect()));
  }

  /** With so many steps that each has made meanwhile. Resolves to how long it took each, in seconds, to be live with nothing unsent. */
  async comeBack(changes: number): Promise<number[]> {
    for (const box of this.boxes) for (let step = 0; step < changes; step++) box.step();
    const begin = performance.now();
    const took = new Map<LightBox, number>();
    for (const box of this.boxes) box.connect();
    await this.#until((box) => {
      const isBack = took.has(box) || (box.isLive() && box.unsent() === 0);
      if (isBack && !took.has(box)) took.set(box, (performance.now() - begin) / 1_000);
      return isBack;
    });
    return [...took.values()];
  }

  events(): number {
    return this.boxes.reduce((sum, box) => sum + box.events(), 0);
  }

  async #until(isDone: (box: LightBox) => boolean): Promise<void> {
    // Each is asked, also behind one that is not.
    while (this.boxes.filter((box) => !isDone(box)).length > 0) await wait(20);
  }
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
