/** A file to be sent: a button in the page's own words, where the browser's says something in its own language. */
import "@crema/ui/components/button.css";
import { Icon } from "@crema/ui/components/icon.tsx";
import Upload from "lucide-react/icons/upload";
import { useId } from "react";

export interface FileChoiceProps {
  readonly label: string;
  readonly hint: string;
  readonly fault?: string | null;
  readonly isMany?: boolean;
  readonly isDisabled: boolean;
  onChoose(files: readonly File[]): void;
}

const PICTURES = "image/jpeg,image/png,image/webp,image/avif";

export function FileChoice({ label, hint, fault = null, isMany = false, isDisabled, onChoose }: FileChoiceProps) {
  const id = useId();
  return (
    <div className="file-choice">
      <label className="button button-plain">
        <Icon of={Upload} />
        {label}
        <input
          type="file"
          className="unseen"
          multiple={isMany}
          accept={PICTURES}
          disabled={isDisabled}
          aria-describedby={`${id}-says`}
          onChange={({ target }) => {
            onChoose([...(target.files ?? [])]);
            // The same file again is a change, too.
            target.value = "";
          }}
        />
      </label>
      <span id={`${id}-says`} role="status" className={fault === null ? "small soft" : "field-fault"}>
        {fault ?? hint}
      </span>
    </div>
  );
}
