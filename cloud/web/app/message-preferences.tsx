/** What the signed-in customer wants to be told, in which language, and by which number. */
import type { Preferences, PreferencesInput } from "@crema/shared/contract/messages";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Select } from "@crema/ui/components/select.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useChannels } from "./use-channels.ts";

const KEY = ["preferences"];

export function MessagePreferences() {
  const t = useWords();
  const api = useCustomerApi();
  const read = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.v1.me.preferences.$get()) });
  return (
    <section aria-labelledby="told" className="stack">
      <h2 id="told">{t("notify.heading")}</h2>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.data ? <PreferencesForm now={read.data} /> : null}
    </section>
  );
}

const LANGUAGES = [
  ["en", "English"],
  ["de", "Deutsch"],
  ["es", "Español"],
] as const;

type Channel = keyof Preferences["topics"];
type Topic = Preferences["topics"]["email"][number];

const TOPICS = { PROGRESS: "notify.progress", PROBLEMS: "notify.problems", RECEIPTS: "notify.receipts" } as const;

const CHANNELS = [
  { channel: "email", name: "notify.by_email", topics: ["PROGRESS", "PROBLEMS", "RECEIPTS"] },
  { channel: "push", name: "notify.by_push", topics: ["PROGRESS", "PROBLEMS"] },
  { channel: "sms", name: "notify.by_sms", topics: ["PROGRESS", "PROBLEMS"] },
] as const satisfies readonly { readonly channel: Channel; readonly name: string; readonly topics: readonly Topic[] }[];

function PreferencesForm({ now }: { now: Preferences }) {
  const t = useWords();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const channels = useChannels();
  const [language, setLanguage] = useState(now.language);
  const [phone, setPhone] = useState(now.phone ?? "");
  const [topics, setTopics] = useState(now.topics);
  const [mailsAgain, setMailsAgain] = useState(false);
  const save = useMutation({
    mutationFn: (json: PreferencesInput) => unwrap(api.v1.me.preferences.$put({ json })),
    onSuccess: (stored) => {
      queries.setQueryData(KEY, stored);
      setPhone(stored.phone ?? "");
      setMailsAgain(false);
    },
  });
  const isPhoneWrong =
    isRefusal(save.error, "request.invalid") && (save.error.problem.fields ?? []).some(({ field }) => field === "/phone");
  /** "Saved." is of what was saved, and a fault of what was typed then. */
  const changing =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      save.reset();
      set(value);
    };
  const toggle = (channel: Channel, topic: Topic, isOn: boolean) => {
    const others = (topics[channel] as readonly Topic[]).filter((one) => one !== topic);
    changing(setTopics)({ ...topics, [channel]: isOn ? [...others, topic] : others });
  };
  return (
    <>
      <Select
        label={t("notify.language")}
        value={language ?? ""}
        onChange={(chosen) => changing(setLanguage)(LANGUAGES.find(([code]) => code === chosen)?.[0] ?? null)}
      >
        <option value="">{t("notify.as_i_order")}</option>
        {LANGUAGES.map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </Select>
      {channels?.sms ? (
        <Field
          label={t("notify.phone")}
          hint={t("contact.phone_hint")}
          fault={isPhoneWrong ? t("contact.phone_fault") : null}
          type="tel"
          autoComplete="tel"
          value={phone}
          onChange={changing(setPhone)}
        />
      ) : null}
      {CHANNELS.filter(({ channel }) => channels?.[channel]).map(({ channel, name, topics: offered }) => (
        <fieldset key={channel} className="rows">
          <legend>{t(name)}</legend>
          {offered.map((topic) => (
            <label key={topic} className="row">
              <input
                type="checkbox"
                checked={(topics[channel] as readonly Topic[]).includes(topic)}
                onChange={(event) => toggle(channel, topic, event.target.checked)}
              />
              {channel === "sms" && topic === "PROGRESS" ? t("notify.ready") : t(TOPICS[topic])}
            </label>
          ))}
          {channel !== "push" && now.suppressed[channel] ? <Suppressed why={now.suppressed[channel]} /> : null}
          {channel === "email" && now.suppressed.email ? (
            <label className="row">
              <input type="checkbox" checked={mailsAgain} onChange={(event) => changing(setMailsAgain)(event.target.checked)} />
              {t("notify.again")}
            </label>
          ) : null}
        </fieldset>
      ))}
      <p className="small soft">{t("notify.always")}</p>
      {isPhoneWrong ? null : <ProblemNote error={save.error} server={SERVICE} />}
      <Button
        isDisabled={save.isPending}
        onPress={() => save.mutate({ language, phone: phone.trim() || null, topics, mails_again: mailsAgain })}
      >
        {t("notify.save")}
      </Button>
      <p role="status" className="small">
        {save.isSuccess ? t("notify.saved") : ""}
      </p>
    </>
  );
}

const SUPPRESSED = { UNSUBSCRIBED: "notify.unsubscribed", BOUNCED: "notify.bounced", STOPPED: "notify.stopped" } as const;

function Suppressed({ why }: { why: keyof typeof SUPPRESSED }) {
  const t = useWords();
  return <Note tone="warn">{t(SUPPRESSED[why])}</Note>;
}
