/** Tabs whose panel is drawn by the page itself: a row of choices, one of them in force. */

import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as TabSet } from "react-aria-components/Tabs";
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
  const select = (key: unknown) => {
    const tab = tabs.find((one) => one.key === key);
    if (tab) onSelect(tab.key);
  };
  return (
    <TabSet className="tabs" selectedKey={selected} onSelectionChange={select}>
      <TabList className="tabs-list" aria-label={label}>
        {tabs.map(({ key, name, category }) => (
          <Tab key={key} id={key} className="tab" data-category={category}>
            {name}
          </Tab>
        ))}
      </TabList>
      {/* A panel keeps its first id for good: each tab has one of its own, or its tab points at nothing. */}
      <TabPanel key={selected} id={selected} className="tabs-panel">
        {children}
      </TabPanel>
    </TabSet>
  );
}
