/** The store's own accent and logo. */
import type { Picture } from "@crema/shared/contract/pictures";
import { sendFile } from "@crema/ui/client/send-file.ts";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { logoOf } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FileChoice } from "./file-choice.tsx";
import { type Edited, isFaultAt, SettingsForm, useSaveStore } from "./settings-form.tsx";

const COLOUR = /^#[0-9a-fA-F]{6}$/;
const CREMAS = "#a2440c";

export function LookForm({ storeId, store }: { storeId: string; store: Edited }) {
  const t = useWords();
  const save = useSaveStore(storeId);
  const [accent, setAccent] = useState(store.look?.accent ?? "");
  const [logo, setLogo] = useState(store.look?.logo);
  const colour = accent.trim();
  const isFaulty = colour !== "" && !COLOUR.test(colour);
  const isRefused = isFaultAt(save.error, "/look/accent");
  const change = (text: string) => {
    save.reset();
    setAccent(text);
  };
  return (
    <SettingsForm
      title={t("hq.settings.look")}
      save={save}
      isFaulty={isFaulty}
      isToldAtField={isRefused}
      onSave={() => save.mutate(({ look: _before, ...now }) => withLook(now, colour, logo))}
    >
      <p className="soft">{t("hq.settings.look_about")}</p>
      <div className="settings-accent">
        <Field
          label={t("hq.settings.accent")}
          hint={t("hq.settings.accent_hint")}
          value={accent}
          onChange={change}
          maxLength={7}
          autoComplete="off"
          fault={isFaulty || isRefused ? t("hq.settings.accent_fault") : null}
        />
        <input
          type="color"
          aria-label={t("hq.settings.pick")}
          value={COLOUR.test(colour) ? colour : CREMAS}
          onChange={({ target }) => change(target.value)}
        />
      </div>
      <Logo
        store={store.name}
        logo={logo}
        onChange={(next) => {
          save.reset();
          setLogo(next);
        }}
      />
    </SettingsForm>
  );
}

/** A store without a look of its own has none at all. */
function withLook(store: Omit<Edited, "look">, accent: string, logo: string | undefined): Edited {
  const look = { ...(accent === "" ? {} : { accent }), ...(logo === undefined ? {} : { logo }) };
  return Object.keys(look).length === 0 ? store : { ...store, look };
}

interface LogoProps {
  readonly store: string;
  readonly logo: string | undefined;
  onChange(logo: string | undefined): void;
}

function Logo({ store, logo, onChange }: LogoProps) {
  const t = useWords();
  const ports = usePorts();
  const upload = useMutation({
    mutationFn: (file: File) => unwrap(sendFile<Picture>(ports, "/v1/admin/pictures", file)),
    onSuccess: ({ picture }) => onChange(picture),
  });
  const address = logoOf(logo === undefined ? undefined : { logo });
  const fault = upload.error
    ? isRefusal(upload.error)
      ? (t.optional(`refusal.${upload.error.problem.code}`) ?? t("hq.settings.logo_fault"))
      : t("ui.no_response.title", { server: "service" })
    : null;
  return (
    <div className="stack">
      {address === null ? null : <img className="settings-logo" src={address} alt={t("hq.settings.logo_alt", { store })} />}
      <FileChoice
        label={t("hq.settings.logo_upload")}
        hint={upload.isPending ? t("hq.pictures.busy") : t("hq.settings.logo_hint")}
        fault={fault}
        isDisabled={upload.isPending}
        onChoose={([file]) => file && upload.mutate(file)}
      />
      {logo === undefined ? null : (
        <div>
          <Button onPress={() => onChange(undefined)}>{t("hq.settings.logo_remove")}</Button>
        </div>
      )}
    </div>
  );
}
