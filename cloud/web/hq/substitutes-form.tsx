/** What the store does about an item of an app order that it cannot make: how long the customer is asked, and what if they do not answer. */
import { CHOOSE_WITHIN_S } from "@crema/shared/domain/store/defaults";
import { Field } from "@crema/ui/components/field.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { Choice } from "./choice.tsx";
import { minutesText, secondsIn } from "./minutes.ts";
import { type Edited, isFaultAt, SettingsForm, useSaveStore } from "./settings-form.tsx";

const BOUNDS = { least: 30, most: 3600 };
const DEFAULTS = ["REMOVE", "SUBSTITUTE", "CANCEL"] as const;
type Default = (typeof DEFAULTS)[number];

export function SubstitutesForm({ storeId, store }: { storeId: string; store: Edited }) {
  const t = useWords();
  const { locale } = usePorts();
  const save = useSaveStore(storeId);
  const { substitutes = {} } = store.settings;
  const [minutes, setMinutes] = useState(() => minutesText(substitutes.choose_within_s ?? CHOOSE_WITHIN_S, locale));
  const [otherwise, setOtherwise] = useState<Default>(substitutes.default ?? "REMOVE");
  const seconds = secondsIn(minutes, BOUNDS);
  const isRefused = isFaultAt(save.error, "/settings/substitutes/choose_within_s");
  return (
    <SettingsForm
      title={t("hq.settings.substitutes")}
      save={save}
      isFaulty={seconds === null}
      isToldAtField={isRefused}
      onSave={() =>
        save.mutate((now) => ({
          ...now,
          settings: { ...now.settings, substitutes: { choose_within_s: seconds ?? CHOOSE_WITHIN_S, default: otherwise } },
        }))
      }
    >
      <Field
        label={t("hq.settings.choose_within")}
        hint={t("hq.settings.choose_hint")}
        inputMode="decimal"
        value={minutes}
        onChange={(text) => {
          save.reset();
          setMinutes(text);
        }}
        fault={seconds === null || isRefused ? t("hq.settings.choose_fault") : null}
      />
      <Choice
        label={t("hq.settings.default")}
        all={null}
        value={otherwise}
        options={DEFAULTS.map((value) => ({ value, name: t(`hq.settings.default.${value}`) }))}
        onChange={(next) => {
          save.reset();
          setOtherwise(next || "REMOVE");
        }}
      />
    </SettingsForm>
  );
}
