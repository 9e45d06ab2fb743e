/** The key by which push services know this installation (VAPID, RFC 8292): P-256, in base64url as browsers take it. */
import { createECDH } from "node:crypto";

const CURVE = "prime256v1";
const PRIVATE_BYTES = 32;

export interface PushKey {
  /** 65 bytes, uncompressed: a browser subscribes with it. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The private half, to be sealed and kept in the settings. */
export function newPushKey(): string {
  const made = createECDH(CURVE);
  made.generateKeys();
  // Leading zeros are left out of it.
  const bytes = Buffer.alloc(PRIVATE_BYTES);
  const key = made.getPrivateKey();
  key.copy(bytes, PRIVATE_BYTES - key.length);
  return bytes.toString("base64url");
}

export function pushKeyOf(privateKey: string): PushKey {
  const curve = createECDH(CURVE);
  curve.setPrivateKey(Buffer.from(privateKey, "base64url"));
  return { publicKey: curve.getPublicKey().toString("base64url"), privateKey };
}
