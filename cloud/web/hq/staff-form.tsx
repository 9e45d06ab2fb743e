/** In which language a till speaks to each member of staff. */
import type { Language } from "@crema/shared/domain/store/profile";
import { LANGUAGE_NAMES } from "@crema/ui/components/language-choice.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { Choice } from "./choice.tsx";
import { type Edited, SettingsForm, useSaveStore } from "./settings-form.tsx";

const LANGUAGES = Object.entries(LANGUAGE_NAMES).map(([value, name]) => ({ value: value as Language, name }));

export function StaffForm({ storeId, store }: { storeId: string; store: Edited }) {
  const t = useWords();
  const save = useSaveStore(storeId);
  const [changed, setChanged] = useState<Readonly<Record<string, Language | "">>>({});
  const withLanguages = (now: Edited): Edited => ({
    ...now,
    staff: now.staff.map(({ language: before, ...member }) => {
      const language = changed[member.staff_id] ?? before ?? "";
      return language === "" ? member : { ...member, language };
    }),
  });
  return (
    <SettingsForm
      title={t("hq.settings.staff")}
      save={save}
      isFaulty={false}
      isToldAtField={false}
      onSave={() => save.mutate(withLanguages)}
    >
      <p className="soft">{store.staff.length === 0 ? t("hq.settings.no_staff") : t("hq.settings.staff_about")}</p>
      {store.staff.map(({ staff_id, name, language }) => (
        <Choice
          key={staff_id}
          label={t("hq.settings.language_of", { name })}
          all={t("hq.settings.as_device")}
          value={changed[staff_id] ?? language ?? ""}
          options={LANGUAGES}
          onChange={(next) => {
            save.reset();
            setChanged({ ...changed, [staff_id]: next });
          }}
        />
      ))}
    </SettingsForm>
  );
}
