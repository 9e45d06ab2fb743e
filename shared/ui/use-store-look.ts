/**
 * Colours the page as its store wants it: tokens.css takes its accent from these properties where they are set. In the browser's own
 * style object, which the Content-Security-Policy lets pages use.
 */

import { accentShades } from "@crema/shared/domain/store/accent-shades";
import type { StoreLook } from "@crema/shared/domain/store/look";
import { useLayoutEffect } from "react";

/** undefined: not known yet, or as Crema looks. */
export function useStoreLook(look: StoreLook | undefined): void {
  const accent = look?.accent;
  useLayoutEffect(() => {
    if (accent === undefined) return;
    const { light, dark } = accentShades(accent);
    const { style } = document.documentElement;
    const properties = [light, dark].flatMap((shades, at) =>
      Object.entries(shades).map(([name, value]) => [`--store-${at === 0 ? "light" : "dark"}-${name}`, value] as const),
    );
    for (const [name, value] of properties) style.setProperty(name, value);
    return () => {
      for (const [name] of properties) style.removeProperty(name);
    };
  }, [accent]);
}

/** The address of its logo; null: Crema's mark. */
export const logoOf = (look: StoreLook | undefined): string | null =>
  look?.logo === undefined ? null : `/v1/pictures/${look.logo}/320.webp`;
