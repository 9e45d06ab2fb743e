/**
 * The epoch certificate: a JWS (EdDSA) by the cloud over a box's identity and its public key. It is what proves a box's epoch to a
 * cloud that was restored from a backup, so it has no expiry and is not a credential: a box signs in with the key that it binds.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { CompactSign, compactVerify, errors } from "jose";
import { z } from "zod";

const TYPE = "crema-epoch+jws";
/** Each has a few hundred bytes. */
const REMEMBERED = 10_000;

export const EpochClaim = z.strictObject({
  store_id: StoreId,
  node_id: Id,
  epoch: z.number().int().min(1),
  /** Ed25519, SPKI in base64url. Certificates from before version 5 of the wire do not bind it. */
  public_key: z.string().optional(),
});
export type EpochClaim = z.infer<typeof EpochClaim>;

export interface CertificateAuthority {
  issue(claim: EpochClaim): Promise<string>;
  /** The claim of a certificate of this cloud; null for anything else. */
  verify(certificate: string): Promise<EpochClaim | null>;
}

/** A new signing key as PKCS #8 PEM, to be sealed and kept in the settings. */
export function newCertificateKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

export function createCertificateAuthority(privateKeyPem: string): CertificateAuthority {
  const privateKey: KeyObject = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  /** A box sends the same one with each batch, and it never expires: the last ones that were good. */
  const good = new Map<string, EpochClaim>();
  const remember = (certificate: string, claim: EpochClaim): EpochClaim => {
    if (good.size >= REMEMBERED) good.delete(good.keys().next().value ?? "");
    good.set(certificate, claim);
    return claim;
  };
  return {
    issue(claim) {
      const payload = new TextEncoder().encode(JSON.stringify(EpochClaim.parse(claim)));
      return new CompactSign(payload).setProtectedHeader({ alg: "EdDSA", typ: TYPE }).sign(privateKey);
    },
    async verify(certificate) {
      const known = good.get(certificate);
      if (known) return known;
      try {
        const { payload, protectedHeader } = await compactVerify(certificate, publicKey, { algorithms: ["EdDSA"] });
        if (protectedHeader.typ !== TYPE) return null;
        const claim = EpochClaim.safeParse(JSON.parse(new TextDecoder().decode(payload)));
        return claim.success ? remember(certificate, claim.data) : null;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}
