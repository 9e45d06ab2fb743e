/** The menu's categories in one line that stays in view: a tap goes there, and the one that is being read is marked. */
import { useWords } from "@crema/ui/words/words-context.tsx";
import { type MouseEvent, useEffect, useState } from "react";

export interface CategoryBarProps {
  readonly categories: readonly { readonly category_id: string; readonly name: string; readonly colour: number }[];
}

export function CategoryBar({ categories }: CategoryBarProps) {
  const t = useWords();
  const ids = categories.map(({ category_id }) => category_id).join(" ");
  const current = useCurrent(ids);
  const follow = (event: MouseEvent, id: string) => {
    event.preventDefault();
    document.getElementById(`category-${id}`)?.scrollIntoView();
  };
  if (categories.length < 2) return null;
  return (
    <nav className="category-bar" aria-label={t("menu.categories")}>
      {categories.map(({ category_id, name, colour }) => (
        <a
          key={category_id}
          href={`#category-${category_id}`}
          className="category-link"
          data-category={colour}
          onClick={(event) => follow(event, category_id)}
          {...(current === category_id ? { "aria-current": "true" as const } : {})}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

/** The first section that is in the upper part of the window. */
function useCurrent(ids: string): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const seen = new Set<string>();
    const all = ids.split(" ");
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        setCurrent(all.find((id) => seen.has(`category-${id}`)) ?? null);
      },
      { rootMargin: "-160px 0px -50% 0px" },
    );
    for (const id of all) {
      const section = document.getElementById(`category-${id}`);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [ids]);
  return current;
}
