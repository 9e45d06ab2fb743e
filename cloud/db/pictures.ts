/** The pictures of items. They belong to the chain: menus name them, and the same picture may be on many. */
import type { PictureSize } from "@crema/shared/domain/menu/picture";
import type { ServedPicture } from "@crema/shared/server/serve-picture";
import type pg from "pg";
import type { PictureFacts } from "../ports.ts";

interface NewFile {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

const COLUMNS: Readonly<Record<PictureSize, "small" | "large">> = { 320: "small", 960: "large" };

/**
 * Which of them are here; each counts as named at that time, so that none is removed while a menu is about to name it. Locked in
 * one order, since two stores may be published at once.
 */
export async function namePictures(client: pg.ClientBase, names: readonly string[], at: string): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const found = await client.query<{ picture: string }>(
    `WITH named AS (SELECT picture FROM pictures WHERE picture = ANY ($1) ORDER BY picture FOR UPDATE)
     UPDATE pictures p SET named_at = greatest(p.named_at, $2) FROM named WHERE p.picture = named.picture RETURNING p.picture`,
    [names, at],
  );
  return new Set(found.rows.map(({ picture }) => picture));
}

export async function pictureFacts(client: pg.ClientBase, picture: string): Promise<PictureFacts | null> {
  const found = await client.query<Record<"sw" | "sh" | "sb" | "lw" | "lh" | "lb", number>>(
    `SELECT small_width AS sw, small_height AS sh, length(small) AS sb, large_width AS lw, large_height AS lh, length(large) AS lb
     FROM pictures WHERE picture = $1`,
    [picture],
  );
  const row = found.rows[0];
  if (!row) return null;
  const files = { 320: { width: row.sw, height: row.sh, bytes: row.sb }, 960: { width: row.lw, height: row.lh, bytes: row.lb } };
  return { picture, files };
}

/** Nothing happens where it is here. */
export async function insertPicture(
  client: pg.ClientBase,
  picture: string,
  files: Readonly<Record<PictureSize, NewFile>>,
  at: string,
): Promise<void> {
  const values = [files[320], files[960]].flatMap(({ bytes, width, height, sha256 }) => [bytes, width, height, sha256]);
  await client.query(
    `INSERT INTO pictures (picture, uploaded_at, named_at, small, small_width, small_height, small_sha256, large, large_width, large_height, large_sha256)
     VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (picture) DO NOTHING`,
    [picture, at, ...values],
  );
}

export async function pictureFile(pool: pg.Pool, picture: string, size: PictureSize): Promise<ServedPicture | null> {
  const column = COLUMNS[size];
  const found = await pool.query<{ bytes: Buffer<ArrayBuffer>; sha256: string }>({
    name: `picture_${column}`,
    text: `SELECT ${column} AS bytes, ${column}_sha256 AS sha256 FROM pictures WHERE picture = $1`,
    values: [picture],
  });
  return found.rows[0] ?? null;
}
