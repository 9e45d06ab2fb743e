/** What an installation sets to send text messages by Twilio. */
import { matching } from "@crema/shared/server/setting-types";
import { type SettingChecks, type SettingType, setting, type ValuesOf } from "@crema/shared/server/settings";

export interface TwilioSettings {
  readonly account: string;
  readonly token: string;
  readonly from: string;
  readonly url: URL;
}

const ACCOUNT = "CREMA_TWILIO_ACCOUNT";
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

const apiUrl: SettingType<URL> = {
  expected: "an https URL, or http on this machine",
  read(text) {
    if (!URL.canParse(text)) return null;
    const url = new URL(text);
    if (url.username !== "" || url.search !== "" || url.hash !== "") return null;
    return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)) ? url : null;
  },
};

export const TWILIO_SETTINGS = {
  account: setting({
    name: ACCOUNT,
    type: matching(/^AC[0-9a-f]{32}$/, "an account SID: AC and 32 hex digits"),
    help: "of Twilio, for text messages (AC…); without it none are sent",
  }),
  token: setting({
    name: "CREMA_TWILIO_TOKEN",
    type: matching(/^[\x21-\x7e]{16,200}$/, "the account's auth token"),
    secret: true,
    onlyWith: ACCOUNT,
    help: "its auth token; needed with CREMA_TWILIO_ACCOUNT",
  }),
  from: setting({
    name: "CREMA_TWILIO_FROM",
    type: matching(
      /^(\+[1-9]\d{4,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      "a number like +4930123456, a sender's name of at most 11 letters, or a messaging service: MG and 32 hex digits",
    ),
    onlyWith: ACCOUNT,
    help: "what text messages come from: a number, a name, or a messaging service (MG…); needed with CREMA_TWILIO_ACCOUNT",
  }),
  url: setting({
    name: "CREMA_TWILIO_URL",
    type: apiUrl,
    default: "https://api.twilio.com",
    onlyWith: ACCOUNT,
    help: "of Twilio's API, or of a sandbox on this machine",
  }),
};

/** null: no text messages are sent. */
export function twilioSettings(
  { account, token, from, url }: ValuesOf<typeof TWILIO_SETTINGS>,
  { isSet, problem }: SettingChecks,
): TwilioSettings | null {
  if (!isSet(ACCOUNT)) return null;
  for (const { name, type } of [TWILIO_SETTINGS.token, TWILIO_SETTINGS.from]) if (!isSet(name)) problem(name, type.expected);
  return account !== null && token !== null && from !== null ? { account, token, from, url } : null;
}
