/** What was asked for on the command line. Unknown words and missing values are named, never guessed at. */
import { DeviceKind } from "@crema/shared/domain/staff/actor";
import { SETTINGS } from "../settings.ts";

export type Command =
  | { readonly name: "start" }
  | { readonly name: "help" }
  | { readonly name: "version" }
  | { readonly name: "enroll"; readonly cloudUrl: string; readonly code: string; readonly json: boolean }
  | { readonly name: "pair"; readonly kind: DeviceKind; readonly deviceName: string; readonly json: boolean }
  | { readonly name: "approve"; readonly code: string; readonly json: boolean }
  | { readonly name: "devices"; readonly json: boolean }
  | { readonly name: "unlock"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "rotate"; readonly deviceId: string; readonly json: boolean }
  | { readonly name: "revoke"; readonly deviceId: string; readonly json: boolean };

export type ParsedCommand = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly fault: string };

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
${SETTINGS.map(([name, about]) => `  ${name.padEnd(28)}${about}`).join("\n")}
`;

/** `argv`: what follows the program's name. */
export function parseArguments(argv: readonly string[]): ParsedCommand {
  const [name = "help", ...rest] = argv;
  if (["help", "--help", "-h"].includes(name)) return { ok: true, command: { name: "help" } };
  if (["version", "--version"].includes(name)) return { ok: true, command: { name: "version" } };
  const shape = SHAPES[name];
  if (!shape) return { ok: false, fault: `unknown command "${name}"` };
  const words: string[] = [];
  const options = new Map<string, string>();
  let json = false;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? "";
    if (word === "--json") json = true;
    else if (!word.startsWith("--")) words.push(word);
    else {
      const [option = "", inline] = word.slice(2).split(/=(.*)/s);
      const value = inline ?? rest[++i];
      if (!shape.options.includes(option)) return { ok: false, fault: `"${name}" has no option --${option}` };
      if (!value || (inline === undefined && value.startsWith("--"))) return { ok: false, fault: `--${option} needs a value` };
      options.set(option, value);
    }
  }
  if (words.length !== shape.words)
    return { ok: false, fault: shape.words === 0 ? `"${name}" takes no "${words[0]}"` : `"${name}" needs exactly one ${shape.word}` };
  return shape.make(words[0] ?? "", options, json);
}

interface Shape {
  readonly words: 0 | 1;
  readonly word: string;
  readonly options: readonly string[];
  make(word: string, options: ReadonlyMap<string, string>, json: boolean): ParsedCommand;
}

const good = (command: Command): ParsedCommand => ({ ok: true, command });

const SHAPES: Readonly<Record<string, Shape>> = {
  start: { words: 0, word: "", options: [], make: () => good({ name: "start" }) },
  enroll: {
    words: 0,
    word: "",
    options: ["cloud", "code"],
    make(_word, options, json) {
      const cloudUrl = options.get("cloud");
      const code = options.get("code");
      if (!cloudUrl || !/^https?:\/\//.test(cloudUrl)) return { ok: false, fault: "enroll needs --cloud with an http or https URL" };
      return code ? good({ name: "enroll", cloudUrl, code, json }) : { ok: false, fault: "enroll needs --code" };
    },
  },
  pair: {
    words: 0,
    word: "",
    options: ["kind", "name"],
    make(_word, options, json) {
      const kind = DeviceKind.safeParse(options.get("kind"));
      if (!kind.success) return { ok: false, fault: `pair needs --kind, one of ${DeviceKind.options.join(", ")}` };
      return good({ name: "pair", kind: kind.data, deviceName: options.get("name") ?? kind.data, json });
    },
  },
  approve: { words: 1, word: "code", options: [], make: (code, _options, json) => good({ name: "approve", code, json }) },
  devices: { words: 0, word: "", options: [], make: (_word, _options, json) => good({ name: "devices", json }) },
  unlock: { words: 1, word: "device id", options: [], make: (deviceId, _options, json) => good({ name: "unlock", deviceId, json }) },
  rotate: { words: 1, word: "device id", options: [], make: (deviceId, _options, json) => good({ name: "rotate", deviceId, json }) },
  revoke: { words: 1, word: "device id", options: [], make: (deviceId, _options, json) => good({ name: "revoke", deviceId, json }) },
};
