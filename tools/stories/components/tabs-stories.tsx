import { Tabs } from "@crema/ui/components/tabs.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

const TABS = [
  { key: "open", name: "Open" },
  { key: "held", name: "On hold" },
  { key: "done", name: "Done" },
];

function Three({ coloured = false }: { readonly coloured?: boolean }) {
  const [selected, select] = useState("open");
  return (
    <Tabs
      label="Orders"
      tabs={coloured ? TABS.map((tab, at) => ({ ...tab, category: at + 1 })) : TABS}
      selected={selected}
      onSelect={select}
    >
      <p>What is {selected}.</p>
    </Tabs>
  );
}

export const tabsStories: readonly Story[] = [
  { name: "three", shown: <Three /> },
  { name: "in the colours of categories", shown: <Three coloured /> },
];
