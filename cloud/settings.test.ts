import { describeProblem } from "@crema/shared/server/settings";
import { describe, expect, test } from "vitest";
import { parseCloudSettings } from "./settings.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const problemsOf = (env: Record<string, string>) => {
  const parsed = parseCloudSettings(env);
  return parsed.ok ? [] : parsed.problems;
};

describe("settings", () => {
  test("an empty environment is a working development setup on the loopback", () => {
    const parsed = parseCloudSettings({});
    expect(parsed).toMatchObject({
      ok: true,
      settings: { host: "127.0.0.1", databaseUrl: null, secret: null, contactKeys: [], migrate: "auto", trustedProxies: 0 },
    });
  });

  test("production does not start on made-up secrets", () => {
    expect(problemsOf({ NODE_ENV: "production" }).map((problem) => problem.name)).toEqual(["CREMA_SECRET", "CREMA_CONTACT_KEYS"]);
    expect(problemsOf({ NODE_ENV: "production", CREMA_SECRET: key, CREMA_CONTACT_KEYS: `k1:${key}` })).toEqual([]);
  });

  test("everything that is wrong is reported at once, by name, value and what was expected", () => {
    const problems = problemsOf({
      PORT: "70000",
      HOST: "not a host",
      LOG_LEVEL: "loud",
      CREMA_MIGRATE: "maybe",
      CREMA_PUBLIC_URL: "ftp://x",
      CREMA_TRUSTED_PROXIES: "-1",
    });
    expect(problems.map((problem) => problem.name)).toEqual([
      "PORT",
      "HOST",
      "CREMA_MIGRATE",
      "CREMA_PUBLIC_URL",
      "CREMA_TRUSTED_PROXIES",
      "LOG_LEVEL",
    ]);
    expect(problems[0] && describeProblem(problems[0])).toBe('PORT is "70000": expected a whole number from 0 to 65535');
  });

  test.each([
    ["DATABASE_URL", "mysql://crema:hunter2@db/crema"],
    ["DATABASE_URL", "postgres://crema:hunter2@db"],
    ["CREMA_SMTP_URL", "mail.example:hunter2"],
    ["CREMA_SECRET", "hunter2"],
    ["CREMA_SECRET", `${key}!hunter2`],
    ["CREMA_CONTACT_KEYS", `k1:${key},k1:${key},hunter2`],
    ["CREMA_CONTACT_KEYS", `k1:${key},k1:${key}`],
    ["CREMA_CONTACT_KEYS", `k1:${key}:hunter2`],
    ["CREMA_CONTACT_KEYS", "k1:aHVudGVyMg"],
  ])("a bad %s is named, its value is not shown", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.name).toBe(name);
    expect(problems.map(describeProblem).join()).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  test("mail goes by SMTP with a sender, or into a directory, or nowhere", () => {
    const mailOf = (env: Record<string, string>) => {
      const parsed = parseCloudSettings(env);
      return parsed.ok ? parsed.settings.mail : parsed.problems.map((problem) => problem.name);
    };
    const smtp = { CREMA_SMTP_URL: "smtps://crema:hunter2@mail.example:465" };
    const from = { CREMA_MAIL_FROM: "Crema <no-reply@example.org>" };
    expect(mailOf({})).toEqual({ by: "nothing" });
    expect(mailOf({ CREMA_MAIL_DIR: "/var/mail/crema" })).toEqual({ by: "directory", directory: "/var/mail/crema" });
    expect(mailOf({ ...smtp, ...from })).toMatchObject({ by: "smtp", from: "Crema <no-reply@example.org>" });
    expect(mailOf(smtp)).toEqual(["CREMA_MAIL_FROM"]);
    expect(mailOf({ ...smtp, CREMA_MAIL_FROM: "nobody" })).toEqual(["CREMA_MAIL_FROM"]);
    expect(mailOf({ ...smtp, ...from, CREMA_MAIL_DIR: "/var/mail" })).toEqual(["CREMA_MAIL_DIR"]);
    expect(mailOf({ ...from, CREMA_SMTP_URL: "https://crema:hunter2@mail.example" })).toEqual(["CREMA_SMTP_URL"]);
  });

  test("browsers are reached in somebody's name, and sandboxes not in production", () => {
    const pushOf = (env: Record<string, string>) => {
      const parsed = parseCloudSettings(env);
      return parsed.ok ? parsed.settings.push : parsed.problems.map((problem) => problem.name);
    };
    const production = { NODE_ENV: "production", CREMA_SECRET: key, CREMA_CONTACT_KEYS: `k1:${key}` };
    const subject = { CREMA_PUSH_SUBJECT: "mailto:ops@example.org" };
    const sandbox = { CREMA_PUSH_ALLOWED_HOSTS: "127.0.0.1:8123, push.test:1" };
    expect(pushOf({})).toBeNull();
    expect(pushOf({ CREMA_PUBLIC_URL: "http://order.example.org" })).toBeNull();
    expect(pushOf({ CREMA_PUBLIC_URL: "https://order.example.org/x" })).toEqual({ subject: "https://order.example.org", allowedHosts: [] });
    expect(pushOf({ ...subject, ...sandbox })).toEqual({
      subject: "mailto:ops@example.org",
      allowedHosts: ["127.0.0.1:8123", "push.test:1"],
    });
    for (const wrong of ["ops@example.org", "mailto:nobody", "http://example.org"])
      expect(pushOf({ CREMA_PUSH_SUBJECT: wrong })).toEqual(["CREMA_PUSH_SUBJECT"]);
    expect(pushOf({ ...production, ...subject })).toMatchObject({ subject: "mailto:ops@example.org" });
    expect(pushOf({ ...production, ...subject, ...sandbox })).toEqual(["CREMA_PUSH_ALLOWED_HOSTS"]);
  });

  test("text messages need account, token and sender, and go out by https", () => {
    const smsOf = (env: Record<string, string>) => {
      const parsed = parseCloudSettings(env);
      return parsed.ok ? parsed.settings.sms : parsed.problems.map((problem) => problem.name);
    };
    const account = { CREMA_TWILIO_ACCOUNT: `AC${"0a".repeat(16)}` };
    const all = { ...account, CREMA_TWILIO_TOKEN: "hunter2hunter2hunter2", CREMA_TWILIO_FROM: "+4930123456" };
    expect(smsOf({})).toBeNull();
    expect(smsOf(account)).toEqual(["CREMA_TWILIO_TOKEN", "CREMA_TWILIO_FROM"]);
    expect(smsOf(all)).toMatchObject({ from: "+4930123456", url: new URL("https://api.twilio.com") });
    for (const from of ["Crema", `MG${"0a".repeat(16)}`]) expect(smsOf({ ...all, CREMA_TWILIO_FROM: from })).toMatchObject({ from });
    for (const from of ["030123456", "Crema Coffee Company", "12345"])
      expect(smsOf({ ...all, CREMA_TWILIO_FROM: from })).toEqual(["CREMA_TWILIO_FROM"]);
    expect(smsOf({ ...all, CREMA_TWILIO_URL: "http://127.0.0.1:8124" })).toMatchObject({ url: new URL("http://127.0.0.1:8124") });
    for (const url of ["http://sms.example.org", "http://127.0.0.1.example.org", "ftp://api.twilio.com", "https://u@api.twilio.com"])
      expect(smsOf({ ...all, CREMA_TWILIO_URL: url })).toEqual(["CREMA_TWILIO_URL"]);
  });

  test("the first contact key seals, the others still open", () => {
    const parsed = parseCloudSettings({ CREMA_CONTACT_KEYS: `new:${key}, old:${Buffer.alloc(32, 8).toString("base64url")}` });
    expect(parsed.ok && parsed.settings.contactKeys.map((entry) => [entry.id, entry.key.length])).toEqual([
      ["new", 32],
      ["old", 32],
    ]);
  });
});
