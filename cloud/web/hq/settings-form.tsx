/** A form for a part of a store: read, changed and put back, with what is wrong beside the field, and "Saved." when it is. */
import type { StoreInput } from "@crema/shared/contract/stores";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Confirmation } from "@crema/ui/components/confirmation.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";

export type Edited = StoreInput;
type Change = (store: Edited) => Edited;

/** Changes the store as it is now, and not as it was when the form was opened: somebody else may have changed another part of it. */
export function useSaveStore(storeId: string) {
  const api = useHqApi();
  const queries = useQueryClient();
  const param = { store_id: storeId };
  const route = api.v1.admin.stores[":store_id"];
  return useMutation({
    mutationFn: async (change: Change) => {
      const { store } = await unwrap(route.$get({ param }));
      await unwrap(route.$put({ param, json: change(store) }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["store", storeId] }),
  });
}

type Save = ReturnType<typeof useSaveStore>;

/** Whether the service has found something wrong with that part of the store: "/settings/till_locks_after_s". */
export const isFaultAt = (error: unknown, path: string): boolean =>
  isRefusal(error, "request.invalid") && (error.problem.fields ?? []).some(({ field }) => field.startsWith(path));

interface SettingsFormProps {
  readonly title: string;
  readonly save: Save;
  /** Something that was typed cannot be saved. */
  readonly isFaulty: boolean;
  /** What is said beside a field is not said below it again. */
  readonly isToldAtField: boolean;
  onSave(): void;
  readonly children: ReactNode;
}

export function SettingsForm({ title, save, isFaulty, isToldAtField, onSave, children }: SettingsFormProps) {
  const t = useWords();
  return (
    <form
      className="stack settings-form"
      aria-label={title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isFaulty) onSave();
      }}
    >
      <h3>{title}</h3>
      {children}
      {isToldAtField ? null : <ProblemNote error={save.error} server={SERVICE} />}
      <div className="card-foot">
        <Button type="submit" isDisabled={isFaulty} busy={save.isPending ? t("hq.saving") : null}>
          {t("hq.save")}
        </Button>
        <Confirmation text={save.isSuccess ? t("hq.saved") : null} />
      </div>
    </form>
  );
}
