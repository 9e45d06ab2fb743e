/** Promotion codes of the ticket. The quote checks a code, so a bad one shows there and is removed here. */
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import "./approval-sheet.css";

export interface CodeSheetProps {
  readonly codes: readonly string[];
  onCodes(codes: readonly string[]): void;
  onClose(): void;
}

const LONGEST_CODE = 40;

export function CodeSheet({ codes, onCodes, onClose }: CodeSheetProps) {
  const t = useWords();
  const [code, setCode] = useState("");
  const add = () => {
    const trimmed = code.trim();
    if (trimmed !== "" && !codes.includes(trimmed)) onCodes([...codes, trimmed]);
    onClose();
  };
  return (
    <Sheet title={t("pos.code.title")} isOpen onClose={onClose}>
      <Form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field label={t("pos.code.label")} maxLength={LONGEST_CODE} value={code} onChange={setCode} autoFocus />
        <Button look="primary" size="large" type="submit" isDisabled={code.trim() === ""}>
          {t("pos.code.apply")}
        </Button>
        {codes.map((one) => (
          <Button key={one} look="danger" onPress={() => onCodes(codes.filter((other) => other !== one))}>
            {t("pos.code.remove", { code: one })}
          </Button>
        ))}
      </Form>
    </Sheet>
  );
}
