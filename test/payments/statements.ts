/**
 * Records what is sent to Postgres, and asks Postgres for its plans. A named statement is planned once for all values,
 * so it is explained without them; the others are explained as they were sent.
 */
import pg from "pg";
import { vi } from "vitest";

export interface Statement {
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Every different statement that any connection of this process sends from now on. */
export function listenToStatements(): { readonly statements: ReadonlyMap<string, Statement>; stop(): void } {
  const statements = new Map<string, Statement>();
  const spy = vi.spyOn(pg.Client.prototype, "query");
  const collect = () => {
    for (const config of (spy.mock.calls as unknown as [unknown, unknown][]).flatMap(([asked, values]) => configsOf(asked, values))) {
      const { text, name = null } = config;
      if (typeof text !== "string" || !/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text)) continue;
      statements.set(text, { name, text, values: Array.isArray(config.values) ? config.values : [] });
    }
    spy.mockClear();
  };
  return {
    get statements() {
      collect();
      return statements;
    },
    stop: () => spy.mockRestore(),
  };
}

interface Config {
  readonly text?: string;
  readonly name?: string | null;
  readonly values?: unknown;
}

/** A batch is several. */
function configsOf(asked: unknown, values: unknown): readonly Config[] {
  if (typeof asked === "string") return [{ text: asked, values }];
  const config = asked as Config & { readonly statements?: readonly Config[] };
  return config.statements ?? [config];
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Filter?: string;
  readonly "Index Cond"?: string;
  readonly "Recheck Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** By which indexes the statement finds its rows, with what is looked up there. */
export async function lookUps(pool: pg.Pool, { text }: Statement): Promise<string[]> {
  const explained = await pool.query<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  const under = (node: PlanNode): string[] => [
    ...(node["Index Name"] === undefined ? [] : [`${node["Index Name"]} ${node["Index Cond"] ?? ""}`]),
    ...(node.Plans ?? []).flatMap(under),
  ];
  return explained.rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => under(Plan)));
}

/**
 * The tables of which the statement would read more than it asks for: from end to end; or, for one that has a name since it is
 * sent all the time, all of a store's rows to find those of one order or payment.
 */
export async function readThrough(pool: pg.Pool, { name, text, values }: Statement): Promise<string[]> {
  const asked =
    name === null
      ? { text: `EXPLAIN (FORMAT JSON) ${text}`, values: [...values] }
      : { text: `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}` };
  const explained = await pool.query<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(asked);
  return explained.rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => tablesReadThrough(Plan, name !== null)));
}

/** What is under way, of all stores: few rows. */
const FEW = new Set(["payment_operations_due", "exceptions_open"]);
/** Found by looking at each row that an index has given, instead of by the index. */
const LOOKED_FOR = /\b(order_id|payment_id|refund_id|intent_id|event_id|user_id) = /;

function tablesReadThrough(node: PlanNode, isHot: boolean): string[] {
  const table = node["Relation Name"];
  const found = `${node["Index Cond"] ?? ""} ${node["Recheck Cond"] ?? ""}`;
  const isLookedFor = isHot && !FEW.has(node["Index Name"] ?? "") && LOOKED_FOR.test(node.Filter ?? "") && !LOOKED_FOR.test(found);
  const isRead = node["Node Type"] === "Seq Scan" || isLookedFor;
  return [...(table && isRead ? [table] : []), ...(node.Plans ?? []).flatMap((each) => tablesReadThrough(each, isHot))];
}
