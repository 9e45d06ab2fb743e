/** Members that must never appear in a log, wherever a log call may have put them. */
const SECRETS = ["authorization", "cookie", '["set-cookie"]', "pin", "manager_pin", "token", "claim_secret", "private_key"];

/** Paths for pino's `redact`: at the top of a record, and one and two levels down. */
export const REDACTED: readonly string[] = SECRETS.flatMap((name) => {
  const tail = name.startsWith("[") ? name : `.${name}`;
  return [name, `*${tail}`, `*.*${tail}`];
});
