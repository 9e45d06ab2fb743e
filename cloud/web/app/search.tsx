/** A field that narrows a list as it is typed in. A plain element: the first view has it. */
import { Button } from "@crema/ui/components/button.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import SearchIcon from "lucide-react/icons/search";
import X from "lucide-react/icons/x";

export interface SearchProps {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
}

export function Search({ label, value, onChange }: SearchProps) {
  const t = useWords();
  return (
    <search className="search">
      <Icon of={SearchIcon} />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        enterKeyHint="search"
        onChange={({ target }) => onChange(target.value)}
      />
      {value === "" ? null : <Button look="quiet" icon={X} aria-label={t("menu.clear")} onPress={() => onChange("")} />}
    </search>
  );
}
