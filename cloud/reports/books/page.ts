/** What a comparison finds, collected while it goes. */
import type { BookDifference, BookRow, Books } from "@crema/shared/contract/books";

type Open = Books["open"][number];
type About = Partial<Pick<BookDifference, "order_id" | "intent_id" | "currency" | "store" | "cloud" | "provider" | "reason">>;

export class BooksPage {
  /** `currency`: the store's, of the amounts of a difference that names no other. */
  constructor(private readonly currency: string) {}

  readonly rows: BookRow[] = [];
  readonly differences: BookDifference[] = [];
  readonly open: Open[] = [];
  readonly disputes: Books["disputes"] = [];
  readonly notCompared: string[] = [];

  row(row: Pick<BookRow, "part" | "of" | "figure" | "currency"> & Partial<BookRow>): void {
    this.rows.push({ store: null, cloud: null, provider: null, ...row });
  }

  differs(code: string, text: string, about: About = {}): void {
    this.differences.push({
      order_id: null,
      intent_id: null,
      currency: this.currency,
      store: null,
      cloud: null,
      provider: null,
      reason: null,
      ...about,
      code,
      text,
    });
  }

  isOpen(code: string, text: string, order_id: string | null = null): void {
    this.open.push({ code, text, order_id });
  }
}
