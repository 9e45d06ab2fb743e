/** What each command does at the box and prints. With --json the API's response is printed as it came. */

import { BeginPairingResponse, ClaimPairingResponse, Device } from "@crema/shared/contract/devices";
import { EnrollBoxResponse, LinkResponse } from "@crema/shared/contract/link";
import { linkText } from "@crema/shared/contract/link-words";
import { z } from "zod";
import type { Command } from "./arguments.ts";
import type { BoxClient } from "./box-client.ts";
import type { DiskCommand } from "./disk.ts";
import { type Place, relogFile } from "./relog.ts";

export type Operation = Exclude<Command, DiskCommand | { name: "start" | "help" | "version" }>;

const DeviceList = z.object({ devices: z.array(Device) });

/** Returns the text to print. Throws CommandFailed. */
export async function operate(command: Operation, box: BoxClient, place: Place): Promise<string> {
  switch (command.name) {
    case "status": {
      const link = await box.call("GET", "/v1/link", null, LinkResponse);
      return command.json ? JSON.stringify(link) : statusText(link);
    }
    case "enroll": {
      const request = { cloud_url: command.cloudUrl, code: command.code };
      const response = await box.call("POST", "/v1/enroll", request, EnrollBoxResponse);
      return command.json
        ? JSON.stringify(response)
        : `This is the box of store ${response.store_id} now (node ${response.node_id}, epoch ${response.epoch}).`;
    }
    case "pair": {
      const begun = await box.call("POST", "/v1/pairings", { kind: command.kind, name: command.deviceName }, BeginPairingResponse);
      await approve(box, begun.code);
      const claim = { claim_secret: begun.claim_secret };
      const device = await box.call("POST", `/v1/pairings/${begun.pairing_id}/claim`, claim, ClaimPairingResponse);
      return command.json ? JSON.stringify(device) : tokenText(device);
    }
    case "relog":
      return relogFile(command, box, place);
    case "approve":
      await approve(box, command.code);
      return command.json ? JSON.stringify({ approved: command.code }) : "The device may come in.";
    case "devices": {
      const response = await box.call("GET", "/v1/devices", null, DeviceList);
      return command.json ? JSON.stringify(response) : tableOf(response.devices);
    }
    case "unlock":
      await box.call("POST", `/v1/devices/${encodeURIComponent(command.deviceId)}/unlock`, {}, z.unknown());
      return command.json ? JSON.stringify({ unlocked: command.deviceId }) : "PINs may be tried on the device again.";
    case "rotate": {
      const path = `/v1/devices/${encodeURIComponent(command.deviceId)}/rotate`;
      const device = await box.call("POST", path, {}, ClaimPairingResponse);
      return command.json ? JSON.stringify(device) : tokenText(device);
    }
    case "revoke": {
      const path = `/v1/devices/${encodeURIComponent(command.deviceId)}/revoke`;
      const device = await box.call("POST", path, {}, Device);
      return command.json ? JSON.stringify(device) : `${device.name} (${device.kind}) is signed out for good.`;
    }
  }
}

function statusText(link: LinkResponse): string {
  const [, text] = linkText(link, (at) => at);
  const store = link.store_id === null ? "" : `Store ${link.store_id}, epoch ${link.epoch}: `;
  const error = link.last_error === null ? "" : `\nLast error, at ${link.last_error.at}: ${link.last_error.detail}`;
  return `${store}${text}${text.endsWith(".") ? "" : "."}${error}`;
}

const tokenText = ({ device_id, kind, store_id, token }: z.infer<typeof ClaimPairingResponse>): string =>
  `Device ${device_id} (${kind}) of store ${store_id}.\nToken, shown once: ${token}`;

function approve(box: BoxClient, code: string): Promise<unknown> {
  return box.call("POST", `/v1/pairings/${encodeURIComponent(code)}/approve`, {}, z.unknown());
}

function tableOf(devices: readonly z.infer<typeof Device>[]): string {
  if (devices.length === 0) return "No device is paired.";
  const rows = devices.map((device) => [
    device.device_id,
    device.kind,
    device.name,
    device.revoked_at ? `revoked ${device.revoked_at}` : `seen ${device.last_seen_at ?? "never"}`,
  ]);
  return rows.map((row) => row.join("  ")).join("\n");
}
