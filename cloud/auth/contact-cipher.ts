/**
 * Contact data at rest: AES-256-GCM under a named key, and a blind index to look an address up without opening any row.
 * The purpose is authenticated with the text, so a sealed e-mail does not open as anything else. The index has a key of
 * its own that does not rotate, else an address would be found under one key only.
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";

/** What an e-mail address is sealed and indexed for, wherever it stands: a customer's and one that was left with an order are the same. */
export const EMAIL_PURPOSE = "users.email";
/** The same of a phone number. */
export const PHONE_PURPOSE = "users.phone";
/** Where a browser is reached, and its keys. */
export const SUBSCRIPTION_PURPOSE = "push_subscriptions.sealed";
/** Of a message that waits: whom it goes to, and what it says. */
export const MESSAGE_PURPOSE = "messages.sealed";

/** `current` seals; every key in `keys` opens. Rotation: add a key, make it current, re-seal, drop the old one. */
export interface SealingKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

export interface ContactKeys extends SealingKeys {
  readonly indexKey: Uint8Array;
}

/** Also for the installation's own keys in the settings. */
export type Sealer = Pick<ContactCipher, "seal" | "open" | "isStale">;

export interface ContactCipher {
  /** `v1.<key id>.<nonce>.<text and tag>`, base64url. `purpose` names the column, for example `users.email`. */
  seal(purpose: string, text: string): string;
  /** Throws when the key is not there or the value was changed or moved: a broken database, never a caller's mistake. */
  open(purpose: string, sealed: string): string;
  /** The same for the same address, whatever its case and surrounding space; 64 hex digits. */
  blindIndex(purpose: string, text: string): string;
  /** Whether the value was sealed under another key than the current one. */
  isStale(sealed: string): boolean;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed cannot be opened: CREMA_CONTACT_KEYS or CREMA_SECRET are not those of this database. */
export class WrongKey extends Error {}

/** The key is one that this node has not been given; others may have it. */
export class MissingKey extends WrongKey {}

export function createContactCipher(contactKeys: ContactKeys, randomBytes: RandomBytes): ContactCipher {
  return {
    ...createSealer(contactKeys, randomBytes),
    blindIndex(purpose, text) {
      return createHmac("sha256", contactKeys.indexKey).update(`${purpose}\n${text.trim().toLowerCase()}`).digest("hex");
    },
  };
}

export function createSealer(contactKeys: SealingKeys, randomBytes: RandomBytes): Sealer {
  const keyOf = (id: string): Uint8Array => {
    const key = contactKeys.keys.get(id);
    if (!key)
      throw new MissingKey(
        `contact data is sealed with key "${id}", which CREMA_CONTACT_KEYS does not have: add it behind the others, as ${id}:KEY`,
      );
    return key;
  };
  return {
    seal(purpose, text) {
      const nonce = Buffer.from(randomBytes(NONCE_BYTES));
      const cipher = createCipheriv("aes-256-gcm", keyOf(contactKeys.current), nonce);
      cipher.setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${contactKeys.current}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
    },
    open(purpose, sealed) {
      const [version, keyId = "", nonce = "", body = ""] = sealed.split(".");
      if (version !== "v1") throw new Error("contact data in an unknown format");
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", keyOf(keyId), Buffer.from(nonce, "base64url"), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const text = decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES));
      try {
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new WrongKey(
          `key "${keyId}" is not the one that sealed this database: see CREMA_CONTACT_KEYS, and CREMA_SECRET for "derived"`,
          { cause },
        );
      }
    },
    isStale: (sealed) => sealed.split(".")[1] !== contactKeys.current,
  };
}
