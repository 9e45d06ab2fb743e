/** Says what was done about an exception. A conflict is resolved in the store's link, which writes its own note. */
import type { HqException } from "@crema/shared/contract/exceptions";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import "@crema/ui/components/field.css";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { SERVICE, useHqApi } from "../service-api.ts";
import { DigitsQuestion } from "./digits-question.tsx";
import { ServerText } from "./server-text.tsx";

export type Exception = HqException;

export function ResolveSheet({ exception, storeName, onClose }: { exception: Exception | null; storeName: string; onClose(): void }) {
  const t = useWords();
  return (
    <Sheet title={t("hq.resolve.title", { store: storeName })} isOpen={exception !== null} onClose={onClose}>
      {exception?.kind === "currency.digits" && exception.store_id ? (
        <DigitsQuestion storeId={exception.store_id} detail={exception.detail} onDone={onClose} />
      ) : exception ? (
        <ResolveForm key={exception.exception_id} exception={exception} onDone={onClose} />
      ) : null}
    </Sheet>
  );
}

function ResolveForm({ exception, onDone }: { exception: Exception; onDone(): void }) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const isConflict = exception.resolve_by === "CONFLICT";
  const resolve = useMutation({
    mutationFn: async () => {
      if (isConflict && exception.store_id) {
        await unwrap(api.v1.admin.stores[":store_id"].conflict.resolve.$post({ param: { store_id: exception.store_id }, json: {} }));
      } else {
        const param = { exception_id: exception.exception_id };
        await unwrap(api.v1.admin.exceptions[":exception_id"].resolve.$post({ param, json: { note } }));
      }
    },
    onSuccess: onDone,
    // Also when somebody else was faster: the list shows who.
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ["exceptions"] }), queries.invalidateQueries({ queryKey: ["stores"] })]),
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        resolve.mutate();
      }}
    >
      <p>
        <ServerText>{exception.detail}</ServerText>
      </p>
      <p className="note">
        <ServerText>{exception.what_to_do}</ServerText>
      </p>
      {isConflict ? (
        <p>{t("hq.resolve.conflict_note")}</p>
      ) : (
        <TextField className="field" value={note} onChange={setNote} isRequired maxLength={500} autoFocus>
          <Label>{t("hq.resolve.note")}</Label>
          <TextArea rows={4} />
        </TextField>
      )}
      <ProblemNote error={resolve.error} server={SERVICE} />
      <Button
        type="submit"
        look="primary"
        size="large"
        isDisabled={!isConflict && note.trim() === ""}
        busy={resolve.isPending ? t("hq.resolve.busy") : null}
      >
        {isConflict ? t("hq.resolve.conflict") : t("hq.resolve.with_note")}
      </Button>
    </form>
  );
}
