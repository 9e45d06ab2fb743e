/** What the signed-in customer wants to be told, in which language, and by which number. */
import type { Preferences, PreferencesInput } from "@crema/shared/contract/messages";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Select } from "@crema/ui/components/select.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { PHONE_FAULT } from "./contact-fields.tsx";
import { useChannels } from "./use-channels.ts";

const KEY = ["preferences"];

export function MessagePreferences() {
  const api = useCustomerApi();
  const read = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.v1.me.preferences.$get()) });
  return (
    <section aria-labelledby="told" className="stack">
      <h2 id="told">What you are told</h2>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.data ? <PreferencesForm now={read.data} /> : null}
    </section>
  );
}

const LANGUAGES = [
  [null, "As I order"],
  ["en", "English"],
  ["de", "Deutsch"],
  ["es", "Español"],
] as const;

type Channel = keyof Preferences["topics"];
type Topic = Preferences["topics"]["email"][number];

const TOPICS: Readonly<Record<Topic, string>> = {
  PROGRESS: "accepted, ready, late",
  PROBLEMS: "cancelled, refunded, something cannot be made",
  RECEIPTS: "the receipt",
};

const CHANNELS: readonly { readonly channel: Channel; readonly name: string; readonly topics: readonly Topic[] }[] = [
  { channel: "email", name: "By e-mail", topics: ["PROGRESS", "PROBLEMS", "RECEIPTS"] },
  { channel: "push", name: "On devices that you allowed it on", topics: ["PROGRESS", "PROBLEMS"] },
  { channel: "sms", name: "By text message", topics: ["PROGRESS", "PROBLEMS"] },
];

function PreferencesForm({ now }: { now: Preferences }) {
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
        label="Language"
        value={language ?? ""}
        onChange={(chosen) => changing(setLanguage)(LANGUAGES.find(([code]) => code === chosen)?.[0] ?? null)}
      >
        {LANGUAGES.map(([code, name]) => (
          <option key={name} value={code ?? ""}>
            {name}
          </option>
        ))}
      </Select>
      {channels?.sms ? (
        <Field
          label="Mobile number"
          hint="With the country's number: +49 151 23456789"
          fault={isPhoneWrong ? PHONE_FAULT : null}
          type="tel"
          autoComplete="tel"
          value={phone}
          onChange={changing(setPhone)}
        />
      ) : null}
      {CHANNELS.filter(({ channel }) => channels?.[channel]).map(({ channel, name, topics: offered }) => (
        <fieldset key={channel} className="choices">
          <legend>{name}</legend>
          {offered.map((topic) => (
            <label key={topic} className="choice">
              <input
                type="checkbox"
                checked={(topics[channel] as readonly Topic[]).includes(topic)}
                onChange={(event) => toggle(channel, topic, event.target.checked)}
              />
              {channel === "sms" && topic === "PROGRESS" ? "ready" : TOPICS[topic]}
            </label>
          ))}
          {channel !== "push" && now.suppressed[channel] ? <Suppressed why={now.suppressed[channel]} /> : null}
          {channel === "email" && now.suppressed.email ? (
            <label className="choice">
              <input type="checkbox" checked={mailsAgain} onChange={(event) => changing(setMailsAgain)(event.target.checked)} /> Send me
              these mails again
            </label>
          ) : null}
        </fieldset>
      ))}
      <p className="small soft">If somebody else cancels an order of yours you are told in any case.</p>
      {isPhoneWrong ? null : <ProblemNote error={save.error} server={SERVICE} />}
      <Button
        isDisabled={save.isPending}
        onPress={() => save.mutate({ language, phone: phone.trim() || null, topics, mails_again: mailsAgain })}
      >
        Save what I am told
      </Button>
      <p role="status" className="small">
        {save.isSuccess ? "Saved." : ""}
      </p>
    </>
  );
}

function Suppressed({ why }: { why: "UNSUBSCRIBED" | "BOUNCED" | "STOPPED" }) {
  const said = {
    UNSUBSCRIBED: "You have ended these mails.",
    BOUNCED: "Nothing arrived there.",
    STOPPED: "You have stopped text messages at your network.",
  };
  return <p className="note note-warn small">{said[why]}</p>;
}
