/**
 * Tabs whose panel is drawn by the page itself: a row of choices, one of them in force. Plain elements, so that a first view needs no
 * library for them: the arrow keys go along the row and select, as do Home and End.
 */
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import "./category.css";
import "./tabs.css";

export interface TabsProps<Key extends string> {
  readonly label: string;
  /** `category`: its colour, by categoryColour. */
  readonly tabs: readonly { readonly key: Key; readonly name: string; readonly category?: number }[];
  readonly selected: Key;
  onSelect(key: Key): void;
  readonly children: ReactNode;
}

export function Tabs<Key extends string>({ label, tabs, selected, onSelect, children }: TabsProps<Key>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ key }) => key === selected);
    const isRightToLeft = list.current !== null && getComputedStyle(list.current).direction === "rtl";
    const next = targetOf(event.key, at, tabs.length, isRightToLeft);
    const tab = next === null ? undefined : tabs[next];
    if (next === null || !tab) return;
    event.preventDefault();
    onSelect(tab.key);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <div className="tabs">
      <div className="tabs-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ key, name, category }) => {
          const isSelected = key === selected;
          return (
            <button
              key={key}
              type="button"
              role="tab"
              id={`${id}-${key}`}
              className="tab"
              aria-selected={isSelected}
              {...(isSelected ? { "aria-controls": `${id}-panel` } : {})}
              tabIndex={isSelected ? 0 : -1}
              data-category={category}
              onClick={() => onSelect(key)}
            >
              {name}
            </button>
          );
        })}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls has to be scrolled by keyboard as well */}
      <div key={selected} className="tabs-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

/** The place of the tab that a key goes to; null for any other key. */
function targetOf(key: string, at: number, count: number, isRightToLeft: boolean): number | null {
  const [back, on] = isRightToLeft ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  if (key === on) return (at + 1) % count;
  if (key === back) return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
