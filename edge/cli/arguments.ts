/** The command line of `crema-edge`. */
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
  | { readonly name: "enroll"; readonly cloudUrl: string; readonly code: string; readonly json: boolean }
  | { readonly name: "pair"; readonly kind: DeviceKind; readonly deviceName: string; readonly json: boolean }
  | { readonly name: "approve"; readonly code: string; readonly json: boolean }
  | { readonly name: "devices"; readonly json: boolean }
  | { readonly name: "unlock"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "rotate"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "revoke"; readonly deviceId: string; readonly json: boolean };

export const HELP = `crema-edge: a store's box

  crema-edge start                                runs the box
  crema-edge enroll --cloud URL --code CODE       makes this box the store's box
  crema-edge pair --kind KIND [--name NAME]       pairs a device and prints its token
  crema-edge approve CODE                         lets in the device that shows CODE
  crema-edge devices                              lists the devices
  crema-edge unlock DEVICE_ID                     lets a device try PINs again, after too many wrong ones
  crema-edge rotate DEVICE_ID                     prints a new token for a device; the old one ends
  crema-edge revoke DEVICE_ID                     signs a device out for good
  crema-edge help | version

KIND is one of ${DeviceKind.options.join(", ")}. All but start talk to the box that runs in CREMA_DATA_DIR; --json prints
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

const COMMANDS: Readonly<Record<string, CommandShape<Command>>> = {
  start: { make: () => good({ name: "start" }) },
  enroll: { options: ["cloud", "code"], make: enroll },
  pair: { options: ["kind", "name"], make: pair },
  approve: { word: "code", make: ({ word, json }) => good({ name: "approve", code: word, json }) },
  devices: { make: ({ json }) => good({ name: "devices", json }) },
  unlock: { word: "device id", make: ({ word, json }) => good({ name: "unlock", deviceId: word, json }) },
  rotate: { word: "device id", make: ({ word, json }) => good({ name: "rotate", deviceId: word, json }) },
  revoke: { word: "device id", make: ({ word, json }) => good({ name: "revoke", deviceId: word, json }) },
};
