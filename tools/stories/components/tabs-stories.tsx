import { Tabs } from "@crema/ui/components/tabs.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

const TABS = [
  { key: "open", name: "Open" },
  { key: "held", name: "On hold" },
  { key: "done", name: "Done" },
];

function Three() {
  const [selected, select] = useState("open");
  return (
    <Tabs label="Orders" tabs={TABS} selected={selected} onSelect={select}>
      <p>What is {selected}.</p>
    </Tabs>
  );
}

export const tabsStories: readonly Story[] = [{ name: "three", shown: <Three /> }];
