/** The box's settings, from the environment. */
import { hostName, httpUrl, logLevel, metricsToken, path, portNumber, wholeNumber } from "@crema/shared/server/setting-types";
import { type Environment, type ParsedSettings, parseSettings, setting, type ValuesOf } from "@crema/shared/server/settings";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

export const SETTINGS = {
  host: setting({
    name: "CREMA_EDGE_HOST",
    type: hostName,
    default: "127.0.0.1",
    help: "address to listen on",
    note: "0.0.0.0 for the store's LAN",
  }),
  port: setting({ name: "CREMA_EDGE_PORT", type: portNumber, default: "8080", help: "port to listen on", note: "0: any free one" }),
  guest: {
    port: setting({
      name: "CREMA_GUEST_PORT",
      type: portNumber,
      help: "port of the page that guests open by the QR code on a sheet of the till; 0: any free one",
      unset: "there is none",
    }),
    host: setting({ name: "CREMA_GUEST_HOST", type: hostName, help: "address that it listens on", unset: "CREMA_EDGE_HOST" }),
    url: setting({
      name: "CREMA_GUEST_URL",
      type: httpUrl,
      help: "where phones find it, as http://192.168.1.10:8090, where the box cannot tell: in a container, behind a forwarded port",
      unset: "the machine's own addresses",
    }),
    perAddress: setting({
      name: "CREMA_GUEST_PER_ADDRESS",
      type: wholeNumber(1, 20),
      default: "3",
      help: "how many tickets the phones of one address may have waiting",
      note: "more where all phones come from one address",
    }),
  },
  dataDir: setting({ name: "CREMA_DATA_DIR", type: path, default: "./crema-data", help: "where the box keeps its database" }),
  logLevel: setting({ name: "LOG_LEVEL", type: logLevel, default: "info", help: logLevel.expected }),
  staffSessionMs: setting({
    name: "CREMA_STAFF_SESSION_HOURS",
    type: wholeNumber(1, 168, HOUR_MS),
    default: "12",
    help: "how long a sign-in by PIN lasts, in hours",
  }),
  /** After this time the process is ended by force. */
  stopTimeoutMs: setting({
    name: "CREMA_STOP_TIMEOUT_S",
    type: wholeNumber(1, 300, SECOND_MS),
    default: "30",
    help: "how long an orderly stop may take, in seconds",
  }),
  minFreeDiskBytes: setting({
    name: "CREMA_MIN_FREE_DISK_MIB",
    type: wholeNumber(0, 1_048_576, MIB),
    default: "64",
    help: "below this much free disk the box is not ready, in MiB",
  }),
  backupDir: setting({
    name: "CREMA_BACKUP_DIR",
    type: path,
    help: "folder for backups, best on another disk: the running box makes them by itself",
    unset: "it makes none",
  }),
  backupEveryMs: setting({ name: "CREMA_BACKUP_HOURS", type: wholeNumber(1, 720, HOUR_MS), default: "6", help: "how often, in hours" }),
  backupsKept: setting({ name: "CREMA_BACKUPS_KEPT", type: wholeNumber(1, 1000), default: "28", help: "how many backups stay" }),
  keepNamesMs: setting({
    name: "CREMA_KEEP_NAMES_DAYS",
    type: wholeNumber(1, 3650, 24 * HOUR_MS),
    default: "90",
    help: "how long an order keeps the name and the notes of whoever ordered, in days; then they are removed",
  }),
  metricsToken: setting({
    name: "CREMA_METRICS_TOKEN",
    type: metricsToken,
    secret: true,
    help: "16 characters or more: what Prometheus sends to read /metrics",
    unset: "only the operator's token does",
  }),
};

export type EdgeSettings = ValuesOf<typeof SETTINGS>;

export function parseEdgeSettings(env: Environment): ParsedSettings<EdgeSettings> {
  return parseSettings(SETTINGS, env, (values) => values);
}
