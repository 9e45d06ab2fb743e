/**
 * A manager confirms the store's time, which the box cannot know after a power cut without the internet. The button is in
 * the banner of the till and of the queue for as long as the time is not confirmed.
 */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { ApprovalSheet } from "./pos/approval-sheet.tsx";
import { useStoreApi } from "./store-api.ts";

export function ConfirmTime({ link }: { readonly link: LinkStatus | null }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  if (link?.clock_state !== "UNCONFIRMED" && link?.clock_state !== "LOST") return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t("store.clock.set")}</Button>
      {isOpen ? <TimeSheet onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function TimeSheet({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const api = useStoreApi();
  const [localTime, setLocalTime] = useState("");
  return (
    <ApprovalSheet
      title={t("store.clock.title")}
      action={t("store.clock.confirm")}
      reasons={[]}
      reasonLabel={null}
      needsManager
      isReady={/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(localTime)}
      run={({ manager_pin }) => unwrap(api.v1.clock.confirm.$post({ json: { local_time: localTime, manager_pin } }))}
      onDone={onClose}
      onClose={onClose}
    >
      <Field label={t("store.clock.label")} type="datetime-local" value={localTime} onChange={setLocalTime} />
      <p className="soft">{t("store.clock.hint")}</p>
    </ApprovalSheet>
  );
}
