/**
 * Where the box has who ordered: in the order's row and lines, in responses that it remembers, in refunds that the cloud has reported, and
 * in what it was enrolled with. The log and the inbox are chained by their bytes, so they forget by age alone.
 */
import { cancelWords, withoutPerson } from "@crema/shared/domain/order/without-person";
import type { Db } from "./database.ts";

export interface PersonTable {
  /**
   * Takes the person out of everything that is stored of the order; false: there is no such order here, or it is open, and is marked
   * to be erased once it is over, because whoever makes it has to know what somebody is allergic to.
   */
  erase(orderId: string): boolean;
  /** Marked ones that are over by now. */
  marked(limit: number): string[];
  /** Orders that were over before then, with nothing new since, and still have one; oldest first. */
  heldBefore(before: string, limit: number): string[];
}

/** As the index orders_with_person has it. */
const OVER = "status IN ('COMPLETED', 'CANCELLED')";
/** As the index idempotency_of_order has it. */
const OF_ORDER = "CASE WHEN json_valid(body) THEN coalesce(body ->> '$.order.order_id', body ->> '$.order_id') END";

export function preparePersons(db: Db): PersonTable {
  const read = db.prepare<[string], { state: string; answer: string | null; is_over: 0 | 1 }>(
    `SELECT state, answer, ${OVER} AS is_over FROM orders WHERE order_id = ?`,
  );
  const mark = db.prepare<[string]>("UPDATE orders SET without_person = 2 WHERE order_id = ? AND without_person = 0");
  const marked = db.prepare<[number], { order_id: string }>(`SELECT order_id FROM orders WHERE without_person = 2 AND ${OVER} LIMIT ?`);
  const write = db.prepare<[string, string | null, string]>(
    "UPDATE orders SET state = ?, answer = ?, name_key = NULL, without_person = 1 WHERE order_id = ?",
  );
  const lines = db.prepare<[string]>("UPDATE order_lines SET note = NULL WHERE order_id = ? AND note IS NOT NULL");
  const held = db.prepare<[string, number], { order_id: string }>(
    `SELECT order_id FROM orders WHERE without_person = 0 AND ${OVER} AND updated_at < ? ORDER BY updated_at LIMIT ?`,
  );
  const parts = [
    ["idempotency", "body", `${OF_ORDER} = ?`],
    ["online_refunds", "state", "order_id = ?"],
    ["earlier_requests", "facts", "order_id = ?"],
    ["enrolment_snapshots", "snapshot", "instr(snapshot, ?) > 0"],
  ].map(([table = "", column = "", where = ""]) => ({
    find: db.prepare<[string], { text: string }>(`SELECT ${column} AS text FROM ${table} WHERE ${where}`),
    write: db.prepare<[string, string, string]>(`UPDATE ${table} SET ${column} = ? WHERE ${where} AND ${column} = ?`),
    left: TEXTS[table] ?? blankText,
  }));
  return {
    erase(orderId) {
      const row = read.get(orderId);
      if (!row) return false;
      if (!row.is_over) {
        mark.run(orderId);
        return false;
      }
      const words = cancelWords(JSON.parse(row.state) as object);
      write.run(blankText(row.state, orderId, words), row.answer && blankText(row.answer, orderId, words), orderId);
      lines.run(orderId);
      for (const part of parts) {
        for (const { text } of part.find.all(orderId)) {
          const left = part.left(text, orderId, words);
          if (left !== text) part.write.run(left, orderId, text);
        }
      }
      return true;
    },
    marked: (limit) => marked.all(limit).map((row) => row.order_id),
    heldBefore: (before, limit) => held.all(before, limit).map((row) => row.order_id),
  };
}

type Blank = (text: string, orderId: string, words: readonly string[]) => string;

const blankText: Blank = (text, _orderId, words) => {
  const value: unknown = JSON.parse(text);
  const left = withoutPerson(value, words);
  return left === value ? text : JSON.stringify(left);
};

/** Events, each as a text of its own. */
const blankFacts: Blank = (text, orderId, words) => {
  const facts = JSON.parse(text) as string[];
  return JSON.stringify(facts.map((fact) => blankText(fact, orderId, words)));
};

/** Other orders in it keep their person. */
const blankSnapshot: Blank = (text, orderId, words) => {
  const isIts = (value: unknown): boolean =>
    typeof value === "object" && value !== null && "order_id" in value && value.order_id === orderId;
  const left = (value: unknown): unknown => {
    if (!isIts(value)) return value;
    const blanked = withoutPerson(value, words) as { facts?: string[] };
    return blanked.facts ? { ...blanked, facts: blanked.facts.map((fact) => blankText(fact, orderId, words)) } : blanked;
  };
  const whole = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(
    Object.fromEntries(Object.entries(whole).map(([name, member]) => [name, Array.isArray(member) ? member.map(left) : member])),
  );
};

const TEXTS: Readonly<Record<string, Blank>> = { earlier_requests: blankFacts, enrolment_snapshots: blankSnapshot };
