/** Drawer sessions, movements and Z reports as rows. A closed session, a movement and a report are never changed again. */
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { ZReport } from "@crema/shared/domain/drawer/report";
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import type { JournalRun } from "./journal.ts";
import { drawerMovements } from "./money-schema.ts";

type MovementRow = typeof drawerMovements.$inferSelect;

export interface DrawerTable {
  /** The sessions that are not closed: of the store's one drawer, and of each till that has its own. */
  openSessions(): DrawerSession[];
  /** That one, while it is not closed. */
  openSession(sessionId: string): DrawerSession | null;
  /** Of a till's own drawer; null: of the store's one. */
  openOf(deviceId: string | null): DrawerSession | null;
  saveSession(session: DrawerSession): void;
  insertMovement(movement: DrawerMovement): void;
  movement(movementId: string): DrawerMovement | null;
  /** Of a session, oldest first. */
  movementsOf(sessionId: string): DrawerMovement[];
  /** `runs`: what of the journal the report covers. */
  insertReport(report: ZReport, runs: readonly JournalRun[]): void;
  /** Whether there is a report of that number or session. */
  hasReport(report: Pick<ZReport, "z_number" | "session_id">): boolean;
  /** Latest first. */
  reports(limit: number): ZReport[];
  /** The last position of the journal up to which Z reports cover the store's facts. */
  reportedTo(): number;
}

export function prepareDrawer(db: Db): DrawerTable {
  const open = db.prepare<[], { state: string }>("SELECT state FROM drawer_sessions WHERE status <> 'CLOSED' ORDER BY till");
  const save = db.prepare<[string, string, string, string, string]>(
    `INSERT INTO drawer_sessions (session_id, store_id, till, status, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (session_id) DO UPDATE SET status = excluded.status, state = excluded.state`,
  );
  const insertMovement = prepareInsert(db, drawerMovements);
  const movement = db.prepare<[string], MovementRow>("SELECT * FROM drawer_movements WHERE movement_id = ?");
  const movementsOf = db.prepare<[string], MovementRow>("SELECT * FROM drawer_movements WHERE session_id = ? ORDER BY at, movement_id");
  const insertReport = db.prepare<[string, string | null, number, string]>(
    "INSERT INTO z_reports (z_number, session_id, journal_to, report) VALUES (?, ?, ?, ?)",
  );
  const reports = db.prepare<[number], { report: string }>("SELECT report FROM z_reports ORDER BY number DESC LIMIT ?");
  const hasReport = db.prepare<[string, string | null], object>("SELECT 1 FROM z_reports WHERE z_number = ? OR session_id = ?");
  const reportedTo = db.prepare<[], { position: number }>("SELECT COALESCE(MAX(journal_to), 0) AS position FROM z_reports");
  const openSessions = () => open.all().map((row) => JSON.parse(row.state) as DrawerSession);
  const reported = () => reportedTo.get()?.position ?? 0;
  return {
    openSessions,
    openSession: (id) => openSessions().find((session) => session.session_id === id) ?? null,
    openOf: (deviceId) => openSessions().find((session) => (session.till?.device_id ?? null) === deviceId) ?? null,
    saveSession: (session) =>
      void save.run(session.session_id, session.store_id, session.till?.device_id ?? "", session.status, JSON.stringify(session)),
    insertMovement: (fact) => void insertMovement({ ...fact, actor: JSON.stringify(fact.actor) }),
    movement(movementId) {
      const row = movement.get(movementId);
      return row ? toMovement(row) : null;
    },
    movementsOf: (sessionId) => movementsOf.all(sessionId).map(toMovement),
    insertReport(report, runs) {
      const journalTo = runs.find((run) => run.session_id === null)?.to ?? reported();
      insertReport.run(report.z_number, report.session_id, journalTo, JSON.stringify(report));
    },
    hasReport: ({ z_number, session_id }) => hasReport.get(z_number, session_id) !== undefined,
    // Some were written by older releases: the schema fills in what those did not say.
    reports: (limit) => reports.all(limit).map((row) => ZReport.parse(JSON.parse(row.report))),
    reportedTo: reported,
  };
}

function toMovement(row: MovementRow): DrawerMovement {
  const fact: unknown = { ...row, actor: JSON.parse(row.actor) };
  return fact as DrawerMovement;
}
