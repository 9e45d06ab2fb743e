import { Select } from "@crema/ui/components/select.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

function One(props: { readonly hint?: string; readonly fault?: string; readonly isDisabled?: true }) {
  const [value, setValue] = useState("main");
  return (
    <Select label="Store" value={value} onChange={setValue} {...props}>
      <option value="main">Main Street</option>
      <option value="harbour">Harbour</option>
    </Select>
  );
}

export const selectStories: readonly Story[] = [
  { name: "with a hint", shown: <One hint="Where you pick it up" /> },
  { name: "at fault", shown: <One fault="This store is closed." /> },
  { name: "disabled", shown: <One isDisabled /> },
];
