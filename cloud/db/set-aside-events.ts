/** How statements of the cloud tell what was set aside. */

/** Re-logged, and not so at the present box (U8). `body`: the column. */
export const WAS_SET_ASIDE = (body: string): string => `${body}::text ~ '"is_applied"\\s*:\\s*false'`;
