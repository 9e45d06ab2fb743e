/** A page speaks the language of whoever is signed in at it, and the device's own again after them. */
import type { Language } from "@crema/shared/domain/store/profile";
import { useEffect, useEffectEvent, useRef } from "react";
import { useLanguage } from "./words-context.tsx";

/** null: nobody is signed in, or they have none of their own. */
export function useBorrowedLanguage(language: Language | null): void {
  const { borrow } = useLanguage();
  const before = useRef<Language | null>(null);
  const follow = useEffectEvent((wanted: Language | null) => {
    if (wanted !== before.current) borrow(wanted);
    before.current = wanted;
  });
  useEffect(() => follow(language), [language]);
}
