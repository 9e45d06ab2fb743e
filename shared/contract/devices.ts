/** Pairing a device with the box, and the devices that are paired. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { DeviceKind } from "../domain/staff/actor.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { OF_A_MANAGER } from "./refusals.ts";

export const BeginPairingRequest = z
  .strictObject({ kind: DeviceKind, name: z.string().trim().min(1).max(60) })
  .openapi("BeginPairingRequest");

export const BeginPairingResponse = z
  .object({ pairing_id: Id, code: z.string(), claim_secret: z.string(), expires_at: Timestamp, expires_in_s: z.number().int() })
  .openapi("BeginPairingAnswer");

export const beginPairing = contract({
  method: "post",
  path: "/v1/pairings",
  summary: "A new device asks to be paired and gets a code to show",
  access: { anonymous: true, store: "none" },
  refuses: ["request.rate_limited"],
  request: { body: jsonBody(BeginPairingRequest) },
  responses: { 201: json(BeginPairingResponse, "Show the code; claim with the secret once it is approved") },
});

export const WaitingPairing = z
  .object({
    pairing_id: Id,
    code: z.string(),
    kind: DeviceKind,
    name: z.string(),
    expires_at: Timestamp,
    /** Approved, and not yet fetched by the device. */
    approved: z.boolean(),
  })
  .openapi("WaitingPairing");

export const listPairings = contract({
  method: "get",
  path: "/v1/pairings",
  summary: "The devices that wait to be let in; compare the code with the one on the device",
  access: { staff: ["manager"], box_operator: true, store: "own" },
  request: {},
  responses: { 200: json(z.object({ pairings: z.array(WaitingPairing) }), "Waiting, oldest first") },
});

export const ApprovePairingRequest = z
  .strictObject({
    manager_pin: z
      .string()
      .regex(/^\d{4,8}$/)
      .nullable()
      .default(null),
  })
  .openapi("ApprovePairingRequest");

export const approvePairing = contract({
  method: "post",
  path: "/v1/pairings/{code}/approve",
  summary: "Lets the device in: a manager by PIN on any paired device, or IT on the box",
  access: { devices: ["pos", "barista", "board", "console"], staff: ["barista", "cashier", "manager"], box_operator: true, store: "own" },
  refuses: [...OF_A_MANAGER, "pairing.unknown"],
  request: { params: z.object({ code: z.string().min(4).max(16) }), body: jsonBody(ApprovePairingRequest) },
  responses: { 204: { description: "Approved" } },
});

export const ClaimPairingRequest = z.strictObject({ claim_secret: z.string().min(16).max(128) }).openapi("ClaimPairingRequest");

export const ClaimPairingResponse = z
  .object({ device_id: Id, store_id: StoreId, kind: DeviceKind, token: z.string() })
  .openapi("ClaimPairingAnswer");

export const claimPairing = contract({
  method: "post",
  path: "/v1/pairings/{pairing_id}/claim",
  summary: "The device fetches its token, once; a browser that was another device before is that one no more, and its token ends",
  access: { anonymous: true, store: "none" },
  refuses: ["pairing.pending", "pairing.unknown", "request.rate_limited"],
  request: { params: z.object({ pairing_id: Id }), body: jsonBody(ClaimPairingRequest) },
  responses: { 200: json(ClaimPairingResponse, "The device token; also set as an HttpOnly cookie") },
});

export const PairedDevice = z.object({ device_id: Id, store_id: StoreId, kind: DeviceKind }).openapi("KeptDevice");

export const keepDevice = contract({
  method: "post",
  path: "/v1/me/device",
  summary: "Puts the device's token, sent in Authorization, into the browser's HttpOnly cookie",
  access: { devices: ["pos", "barista", "board", "console"], store: "own" },
  request: {},
  responses: { 200: json(PairedDevice, "This browser is the device from now on") },
});

export const lookAtPairing = contract({
  method: "post",
  path: "/v1/pairings/{pairing_id}/look",
  summary: "How a pairing stands, for the device that began it: its page may have been reloaded",
  access: { anonymous: true, store: "none" },
  refuses: ["pairing.unknown", "request.rate_limited"],
  request: { params: z.object({ pairing_id: Id }), body: jsonBody(ClaimPairingRequest) },
  responses: { 200: json(WaitingPairing, "Show the code again, or claim once it is approved") },
});

export const Device = z
  .object({
    device_id: Id,
    kind: DeviceKind,
    name: z.string(),
    paired_at: Timestamp,
    last_seen_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
  })
  .openapi("Device");

export const listDevices = contract({
  method: "get",
  path: "/v1/devices",
  summary: "The store's devices",
  access: { staff: ["manager"], box_operator: true, store: "own" },
  request: {},
  responses: { 200: json(z.object({ devices: z.array(Device) }), "Devices") },
});

export const unlockDevice = contract({
  method: "post",
  path: "/v1/devices/{device_id}/unlock",
  summary: "Lets a device try PINs again that was locked by wrong ones, before its time",
  description: "By a manager who is signed in (on another device, if this one is locked), or by IT on the box.",
  access: { staff: ["manager"], box_operator: true, store: "own" },
  refuses: ["device.unknown"],
  request: { params: z.object({ device_id: Id }), body: jsonBody(z.strictObject({})) },
  responses: { 204: { description: "Its wrong PINs are forgotten" } },
});

export const rotateDevice = contract({
  method: "post",
  path: "/v1/devices/{device_id}/rotate",
  summary: "Gives a device a new token, once; the old one ends at once, with its streams and whoever is signed in on it",
  access: { staff: ["manager"], box_operator: true, store: "own" },
  refuses: ["device.unknown"],
  request: { params: z.object({ device_id: Id }), body: jsonBody(z.strictObject({})) },
  responses: { 200: json(ClaimPairingResponse, "The device's new token; the device itself stays") },
});

export const revokeDevice = contract({
  method: "post",
  path: "/v1/devices/{device_id}/revoke",
  summary: "Signs a device out for good and ends its streams",
  access: { staff: ["manager"], box_operator: true, store: "own" },
  refuses: ["device.unknown"],
  request: { params: z.object({ device_id: Id }), body: jsonBody(z.strictObject({})) },
  responses: { 200: json(Device, "The revoked device") },
});
