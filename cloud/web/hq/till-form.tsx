/** After how long a till that nobody touches asks for a PIN again. */
import { TILL_LOCKS_AFTER_S } from "@crema/shared/domain/store/defaults";
import { Field } from "@crema/ui/components/field.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { minutesText, secondsIn } from "./minutes.ts";
import { type Edited, isFaultAt, SettingsForm, useSaveStore } from "./settings-form.tsx";

const BOUNDS = { least: 0, most: 86_400 };

export function TillForm({ storeId, store }: { storeId: string; store: Edited }) {
  const t = useWords();
  const { locale } = usePorts();
  const save = useSaveStore(storeId);
  const [minutes, setMinutes] = useState(() => minutesText(store.settings.till_locks_after_s ?? TILL_LOCKS_AFTER_S, locale));
  const seconds = secondsIn(minutes, BOUNDS);
  const isRefused = isFaultAt(save.error, "/settings/till_locks_after_s");
  return (
    <SettingsForm
      title={t("hq.settings.till")}
      save={save}
      isFaulty={seconds === null}
      isToldAtField={isRefused}
      onSave={() => save.mutate((now) => ({ ...now, settings: { ...now.settings, till_locks_after_s: seconds ?? 0 } }))}
    >
      <Field
        label={t("hq.settings.lock")}
        hint={t("hq.settings.lock_hint")}
        inputMode="decimal"
        value={minutes}
        onChange={(text) => {
          save.reset();
          setMinutes(text);
        }}
        fault={seconds === null || isRefused ? t("hq.settings.lock_fault") : null}
      />
    </SettingsForm>
  );
}
