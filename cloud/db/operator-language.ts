/** In which language headquarters is shown to an operator, kept with the person. */
import type { Language } from "@crema/shared/domain/store/profile";
import type { Pool } from "pg";

/** null: they have not chosen one. */
export async function operatorLanguage(pool: Pool, userId: string): Promise<Language | null> {
  const found = await pool.query<{ language: Language | null }>("SELECT language FROM users WHERE user_id = $1", [userId]);
  return found.rows[0]?.language ?? null;
}

export async function keepOperatorLanguage(pool: Pool, userId: string, language: Language | null): Promise<void> {
  await pool.query("UPDATE users SET language = $2 WHERE user_id = $1 AND role <> 'customer'", [userId, language]);
}
