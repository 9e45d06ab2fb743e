/** What counts where a store's settings say nothing: without the schemas of profile.ts, for pages. */

export const CHOOSE_WITHIN_S = 300;
export const TILL_LOCKS_AFTER_S = 300;
