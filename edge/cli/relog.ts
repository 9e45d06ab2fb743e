/** `crema-edge relog`: prepares a copy of the disk in this process, and has the running box enter what it has, through its one write path. */
import { join, resolve } from "node:path";
import { RelogReport } from "@crema/shared/contract/relog";
import { ERRORS } from "@crema/shared/domain/kernel/errors";
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

function relogText(report: RelogReport): string {
  const kinds = Object.entries(report.entered);
  const whose = `Disk of ${report.store_id} (node ${report.node_id}, epoch ${report.epoch}): ${report.events} events`;
  const tickets = report.drafts > 0 ? `\n  ${String(report.drafts).padStart(5)}  tickets on hold` : "";
  const kept =
    report.unreadable > 0
      ? `\n${report.unreadable} of them cannot be read by this release. Keep the disk, and try again after an upgrade.`
      : "";
  if (kinds.length === 0 && tickets === "") return `${whose}, and nothing in them that is not known.${kept}`;
  const lines = kinds.map(([type, count]) => `  ${String(count).padStart(5)}  ${type}`);
  const verb = report.dry_run ? "would be entered" : "were entered";
  const doubts =
    report.not_applied > 0 ? `\n${report.not_applied} of them did not fit any more: look at the exceptions at headquarters.` : "";
  return `${whose}; these ${verb}:\n${lines.join("\n")}${tickets}${doubts}${kept}`;
}
