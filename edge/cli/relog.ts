/** `crema-edge relog`: prepares a copy of the disk in this process, and has the running box enter what it has, through its one write path. */
import { join, resolve } from "node:path";
import { RelogReport } from "@crema/shared/contract/relog";
import { ERRORS } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { prepareCopy, removeCopy } from "../disk/prepare.ts";
import { type BoxClient, CommandFailed } from "./box-client.ts";

/** Where the box's data is, and the time. */
export interface Place {
  readonly dataDir: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface RelogCommand {
  readonly from: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Weeks of a busy store, event by event. */
const RELOG_MS = 3_600_000;

/** Returns the text to print. Throws CommandFailed. */
export async function relogFile({ from, dryRun, json }: RelogCommand, box: BoxClient, { dataDir, at }: Place): Promise<string> {
  const source = resolve(from);
  const file = join(resolve(dataDir), `relog-${at.replaceAll(/\D/g, "")}.sqlite`);
  const prepared = prepareCopy(source, file, at);
  if (!prepared.ok) {
    const { code, detail } = prepared.refusal;
    throw new CommandFailed(`${ERRORS[code].title}: ${detail} (${code})`);
  }
  try {
    const report = await box.call("POST", "/v1/relog", { file, source, dry_run: dryRun }, RelogReport, RELOG_MS);
    return json ? JSON.stringify(report) : relogText(report);
  } finally {
    removeCopy(file);
  }
}

export function relogText(report: RelogReport): string {
  const kinds = Object.entries(report.entered);
  const whose = `Disk of ${report.store_id} (node ${report.node_id}, epoch ${report.epoch}): ${report.events} events`;
  const tickets = report.drafts > 0 ? `\n  ${String(report.drafts).padStart(5)}  tickets on hold` : "";
  const kept =
    report.unreadable > 0
      ? `\n${report.unreadable} of them cannot be read by this release. Keep the disk, and try again after an upgrade.`
      : "";
  const waits = waitingText(report);
  if (kinds.length === 0 && tickets === "" && waits === "") return `${whose}, and nothing in them that is not known.${kept}`;
  const lines = kinds.map(([type, count]) => `  ${String(count).padStart(5)}  ${type}`);
  const verb = report.dry_run ? "would be entered" : "were entered";
  const doubts =
    report.not_applied > 0 ? `\n${report.not_applied} of them did not fit any more: look at the exceptions at headquarters.` : "";
  return `${whose}; these ${verb}:\n${lines.join("\n")}${tickets}${doubts}${waits}${kept}`;
}

/** By order and amount, so that nobody looks for the money elsewhere. */
function waitingText({ waiting, reports_waiting }: RelogReport): string {
  if (waiting.length === 0) return "";
  const money = waiting.map(
    ({ kind, amount_cents, currency, order_id }) =>
      `\n  ${kind === "PAYMENT" ? "payment" : "refund"} of ${moneyText(amount_cents, currency)} for order ${order_id}`,
  );
  const reports = reports_waiting.map((number) => `\n  Z report ${number}, which covers some of it`);
  return `\nNot entered yet, because the order is open in the cloud and has not come down to this box:${money.join("")}${reports.join("")}\nKeep the disk and re-log it again in some minutes. If it stays so, ask headquarters what the order is waiting for.`;
}
