/** The command line of `crema-edge`. */
import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { DeviceKind } from "@crema/shared/domain/staff/actor";
import {
  type CommandInput,
  type CommandShape,
  notUnderstood,
  type ParsedCommand,
  parseCommandLine,
} from "@crema/shared/server/cli-options";
import { settingsHelp } from "@crema/shared/server/settings";
import { SETTINGS } from "../settings.ts";

export type Command =
  | { readonly name: "start" }
  | { readonly name: "status"; readonly json: boolean }
  | { readonly name: "backup"; readonly to: string; readonly keep: number | null; readonly at: string | null; readonly json: boolean }
  | { readonly name: "restore"; readonly from: string; readonly storeId: string | null; readonly json: boolean }
  | { readonly name: "export-log"; readonly from: string | null; readonly to: string; readonly json: boolean }
  | { readonly name: "relog"; readonly from: string; readonly dryRun: boolean; readonly json: boolean }
  | { readonly name: "enroll"; readonly cloudUrl: string; readonly code: string; readonly json: boolean }
  | { readonly name: "pair"; readonly kind: DeviceKind; readonly deviceName: string; readonly json: boolean }
  | { readonly name: "approve"; readonly code: string; readonly json: boolean }
  | { readonly name: "devices"; readonly json: boolean }
  | { readonly name: "unlock"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "rotate"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "revoke"; readonly deviceId: string; readonly json: boolean };

export const HELP = `crema-edge: a store's box

  crema-edge start                                runs the box
  crema-edge status                               says how the box stands with the cloud, in the words of its screens
  crema-edge enroll --cloud URL --code CODE       makes this box the store's box
  crema-edge pair --kind KIND [--name NAME]       pairs a device and prints its token
  crema-edge approve CODE                         lets in the device that shows CODE
  crema-edge devices                              lists the devices
  crema-edge unlock DEVICE_ID                     lets a device try PINs again, after too many wrong ones
  crema-edge rotate DEVICE_ID                     prints a new token for a device; the old one ends
  crema-edge revoke DEVICE_ID                     signs a device out for good
  crema-edge backup --to DIR [--keep N]           makes a backup, while the box sells, and reads it back; older ones than N go
  crema-edge restore --from FILE [--store ID]     puts a backup in the place of the database; the box must not run, and has to be
                                                  enrolled again afterwards
  crema-edge relog --from FILE [--dry-run]        enters what the disk of another box of the store has, and the cloud does not;
                                                  --dry-run: says what that is. Again, it changes nothing
  crema-edge export-log --to FILE [--from FILE]   writes the log of this box, or of another disk, for crema-cloud salvage
  crema-edge help | version                        this text, as after any command --help; which release it is

KIND is one of ${DeviceKind.options.join(", ")}. All but start, backup, restore and export-log talk to the box that runs in CREMA_DATA_DIR; --json prints
the answer for programs. Exit code 0: done, 1: refused or failed, 2: not understood.

Settings, from the environment:
${settingsHelp(SETTINGS)}
`;

/** `argv`: what follows the program's name. */
export function parseArguments(argv: readonly string[]): ParsedCommand<Command> {
  return parseCommandLine(argv, COMMANDS);
}

const good = (command: Command) => ({ ok: true as const, command });

function enroll({ options, json }: CommandInput) {
  const cloudUrl = options.get("cloud");
  const code = options.get("code");
  if (!cloudUrl || !/^https?:\/\//.test(cloudUrl)) return notUnderstood("enroll needs --cloud with an http or https URL");
  return code ? good({ name: "enroll", cloudUrl, code, json }) : notUnderstood("enroll needs --code");
}

function pair({ options, json }: CommandInput) {
  const kind = DeviceKind.safeParse(options.get("kind"));
  if (!kind.success) return notUnderstood(`pair needs --kind, one of ${DeviceKind.options.join(", ")}`);
  return good({ name: "pair", kind: kind.data, deviceName: options.get("name") ?? kind.data, json });
}

function backup({ options, json }: CommandInput) {
  const to = options.get("to");
  if (!to) return notUnderstood("backup needs --to with a folder");
  const keep = options.get("keep");
  if (keep !== undefined && !/^[1-9]\d{0,3}$/.test(keep)) return notUnderstood("--keep is a number of backups, 1 or more");
  const at = options.get("at") ?? null;
  if (at !== null && !Timestamp.safeParse(at).success) return notUnderstood("--at is a time such as 2026-05-04T08:00:00.000Z");
  return good({ name: "backup", to, keep: keep === undefined ? null : Number(keep), at, json });
}

function restore({ options, json }: CommandInput) {
  const from = options.get("from");
  if (!from) return notUnderstood("restore needs --from with a backup");
  const storeId = options.get("store") ?? null;
  return good({ name: "restore", from, storeId, json });
}

function relog({ options, flags, json }: CommandInput) {
  const from = options.get("from");
  return from ? good({ name: "relog", from, dryRun: flags.has("dry-run"), json }) : notUnderstood("relog needs --from with a database");
}

function exportLog({ options, json }: CommandInput) {
  const to = options.get("to");
  return to
    ? good({ name: "export-log", from: options.get("from") ?? null, to, json })
    : notUnderstood("export-log needs --to with a file");
}

const COMMANDS: Readonly<Record<string, CommandShape<Command>>> = {
  start: { make: () => good({ name: "start" }) },
  status: { make: ({ json }) => good({ name: "status", json }) },
  backup: { options: ["to", "keep", "at"], make: backup },
  restore: { options: ["from", "store"], make: restore },
  "export-log": { options: ["to", "from"], make: exportLog },
  relog: { options: ["from"], flags: ["dry-run"], make: relog },
  enroll: { options: ["cloud", "code"], make: enroll },
  pair: { options: ["kind", "name"], make: pair },
  approve: { word: "code", make: ({ word, json }) => good({ name: "approve", code: word, json }) },
  devices: { make: ({ json }) => good({ name: "devices", json }) },
  unlock: { word: "device id", make: ({ word, json }) => good({ name: "unlock", deviceId: word, json }) },
  rotate: { word: "device id", make: ({ word, json }) => good({ name: "rotate", deviceId: word, json }) },
  revoke: { word: "device id", make: ({ word, json }) => good({ name: "revoke", deviceId: word, json }) },
};
