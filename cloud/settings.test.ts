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

  test("the first contact key seals, the others still open", () => {
    const parsed = parseCloudSettings({ CREMA_CONTACT_KEYS: `new:${key}, old:${Buffer.alloc(32, 8).toString("base64url")}` });
    expect(parsed.ok && parsed.settings.contactKeys.map((entry) => [entry.id, entry.key.length])).toEqual([
      ["new", 32],
      ["old", 32],
    ]);
  });
});
