/** What an installation sets to reach browsers by Web Push. */
import { matching } from "@crema/shared/server/setting-types";
import { type SettingChecks, type SettingType, setting, type ValuesOf } from "@crema/shared/server/settings";

export interface PushSettings {
  readonly subject: string;
  /** host:port of sandboxes. */
  readonly allowedHosts: readonly string[];
}

const subject = matching(/^(mailto:[^\s@,<>]+@[^\s@,<>]+|https:\/\/[^\s/]+\S*)$/, "mailto:somebody@example.org, or an https URL");

const hosts: SettingType<readonly string[]> = {
  expected: "host:port, several with commas",
  read(text) {
    const given = text.split(",").map((host) => host.trim());
    return given.every((host) => /^[a-z0-9.-]+:\d{1,5}$/.test(host)) ? given : null;
  },
};

export const PUSH_SETTINGS = {
  subject: setting({
    name: "CREMA_PUSH_SUBJECT",
    type: subject,
    help: "where push services reach whoever runs this: mailto:somebody@example.org or an https URL; without it browsers are told nothing",
    unset: "CREMA_PUBLIC_URL where that is https",
  }),
  allowedHosts: setting({
    name: "CREMA_PUSH_ALLOWED_HOSTS",
    type: hosts,
    help: "host:port of push sandboxes, which may be on this machine and without TLS; not in production",
    unset: "public push services alone",
  }),
};

/** null: nothing is pushed. */
export function pushSettings(
  values: ValuesOf<typeof PUSH_SETTINGS>,
  publicUrl: URL | null,
  { isSet, problem }: SettingChecks,
  isProduction: boolean,
): PushSettings | null {
  if (isProduction && isSet("CREMA_PUSH_ALLOWED_HOSTS")) problem("CREMA_PUSH_ALLOWED_HOSTS", "nothing in production");
  const reached = values.subject ?? (publicUrl?.protocol === "https:" ? publicUrl.origin : null);
  return reached === null ? null : { subject: reached, allowedHosts: values.allowedHosts ?? [] };
}
