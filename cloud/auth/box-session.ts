/**
 * How a box proves who it is: it signs a nonce with the key it was enrolled with and gets an opaque token. Every time
 * here is the database's, so that several nodes agree and the box's clock plays no part. A nonce is deleted by the
 * exchange that uses it, before its signature is checked. A token is good only while its epoch is the store's current
 * one, or a later one that a certificate proves; that is looked up each time.
 */
import { createPublicKey, verify } from "node:crypto";
import type { Principal } from "@crema/shared/contract/access";
import { BOX_SESSION_CONTEXT } from "@crema/shared/contract/sync";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import { ok, type Refusal, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Pool } from "pg";
import type { CertificateAuthority, EpochClaim } from "./certificate.ts";
import { newToken, tokenHash } from "./opaque-token.ts";

const NONCE_S = 60;
const TOKEN_S = 3600;

type EdgeNode = Extract<Principal, { kind: "edge_node" }>;

export interface BoxToken {
  readonly token: string;
  readonly expires_in_s: number;
}

export interface BoxSessions {
  /** A nonce for the node to sign. An unknown node gets one too, which opens nothing: a stranger learns no ids here. */
  challenge(nodeId: string, certificate?: string): Promise<string>;
  /**
   * `signature`: Ed25519 over context and nonce, base64url. A node that is unknown here signs in by a certificate of this cloud that
   * binds its key and proves a later epoch: all it can do is join (J1). Refuses with sync.challenge_failed, sync.fenced.
   */
  open(nodeId: string, nonce: string, signature: string, certificate?: string): Promise<Result<BoxToken>>;
  /** Refuses with auth.revoked, sync.fenced. */
  boxOf(token: string): Promise<EdgeNode | Refusal>;
}

const failed = () => refuse("sync.challenge_failed", "Unknown node, used or expired nonce, or a signature that does not fit.");
const FENCED = { code: "sync.fenced", detail: "Another box is the store's box now." } as const satisfies Refusal;

export function createBoxSessions(pool: Pool, randomBytes: RandomBytes, certificates: Pick<CertificateAuthority, "verify">): BoxSessions {
  const proves = async (certificate: string | undefined, nodeId: string): Promise<KeyClaim | null> => {
    const claim = certificate === undefined ? null : await certificates.verify(certificate);
    return claim?.node_id === nodeId && claim.public_key !== undefined ? { ...claim, public_key: claim.public_key } : null;
  };

  return {
    async challenge(nodeId, certificate) {
      const isProved = (await proves(certificate, nodeId)) !== null;
      const nonce = Buffer.from(randomBytes(32)).toString("base64url");
      await pool.query(
        `WITH swept AS (DELETE FROM sync_challenges WHERE expires_at <= now())
         INSERT INTO sync_challenges (nonce_hash, node_id, expires_at)
         SELECT $1, $2::uuid, now() + make_interval(secs => $3) WHERE $4 OR EXISTS (SELECT FROM edge_nodes WHERE node_id = $2::uuid)`,
        [tokenHash(nonce), nodeId, NONCE_S, isProved],
      );
      return nonce;
    },

    async open(nodeId, nonce, signature, certificate) {
      const used = await pool.query<{ node_id: string; fresh: boolean }>(
        "DELETE FROM sync_challenges WHERE nonce_hash = $1 RETURNING node_id, expires_at > now() AS fresh",
        [tokenHash(nonce)],
      );
      const challenge = used.rows[0];
      if (!challenge?.fresh || challenge.node_id !== nodeId) return failed();
      const found = await pool.query<NodeRow>(
        `SELECT n.store_id, n.epoch, n.public_key, n.revoked_at IS NULL AND l.node_id = n.node_id AND l.epoch = n.epoch AS is_current
         FROM edge_nodes n JOIN store_links l USING (store_id) WHERE n.node_id = $1 ORDER BY n.epoch DESC LIMIT 1`,
        [nodeId],
      );
      const node = found.rows[0] ?? (await unknownNode(pool, await proves(certificate, nodeId)));
      if (!node || !isSignedBy(node.public_key, nonce, signature)) return failed();
      if (!node.is_current) return { ok: false, refusal: FENCED };
      const token = newToken("box", randomBytes);
      await pool.query(
        `WITH swept AS (DELETE FROM sync_tokens WHERE expires_at <= now())
         INSERT INTO sync_tokens (token_hash, node_id, store_id, epoch, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
        [tokenHash(token), nodeId, node.store_id, node.epoch, TOKEN_S],
      );
      return ok({ token, expires_in_s: TOKEN_S });
    },

    async boxOf(token) {
      const found = await pool.query<TokenRow>({
        name: "box-of-token",
        text: `SELECT t.node_id, t.store_id, t.epoch, t.epoch > l.epoch OR (l.epoch = t.epoch AND l.node_id = t.node_id) AS is_current
               FROM sync_tokens t JOIN store_links l USING (store_id) WHERE t.token_hash = $1 AND t.expires_at > now()`,
        values: [tokenHash(token)],
      });
      const row = found.rows[0];
      if (!row) return { code: "auth.revoked", detail: "The box's token is unknown or has expired; sign a new nonce." };
      if (!row.is_current) return FENCED;
      return { kind: "edge_node", node_id: row.node_id, store_id: row.store_id, epoch: row.epoch };
    },
  };
}

interface KeyClaim extends EpochClaim {
  readonly public_key: string;
}

/** As the certificate says; current where its epoch is later than any that is known here. */
async function unknownNode(pool: Pool, claim: KeyClaim | null): Promise<NodeRow | null> {
  if (!claim) return null;
  const found = await pool.query<{ epoch: number }>("SELECT epoch FROM store_links WHERE store_id = $1", [claim.store_id]);
  const link = found.rows[0];
  if (!link) return null;
  return { store_id: claim.store_id, epoch: claim.epoch, public_key: claim.public_key, is_current: claim.epoch > link.epoch };
}

interface NodeRow {
  store_id: string;
  epoch: number;
  public_key: string;
  is_current: boolean;
}

interface TokenRow {
  node_id: string;
  store_id: string;
  epoch: number;
  is_current: boolean;
}

function isSignedBy(publicKey: string, nonce: string, signature: string): boolean {
  const key = ed25519Key(publicKey);
  return key !== null && verify(null, Buffer.from(BOX_SESSION_CONTEXT + nonce), key, Buffer.from(signature, "base64url"));
}

/** The key of SPKI in base64url; null when it is not an Ed25519 key. Used at enrolment too, to refuse early. */
export function ed25519Key(publicKey: string): ReturnType<typeof createPublicKey> | null {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64url"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
