/**
 * The till's drawer, its own or the store's: opened with a float, counted blind, closed with a Z report. Only X and Z show the expected
 * amount. A manager may go to the drawer of another till from here.
 */
import type { DrawerView } from "@crema/shared/contract/drawer";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BOX } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { ApprovalSheet } from "./approval-sheet.tsx";
import { CloseQuestion, DayQuestion } from "./close-question.tsx";
import { CountSheet } from "./count-sheet.tsx";
import { DrawerOverview, type DrawerStep, nameOfDrawer } from "./drawer-overview.tsx";
import { DrawerReport, overOrShort, type ReportHead } from "./drawer-report.tsx";
import type { SentBefore } from "./sent-before-question.tsx";
import { type Count, useDrawer, type XReport, type ZReport } from "./use-drawer.ts";
import "./drawer-sheet.css";

type Report = { name: "X"; report: XReport; at: number } | { name: "Z"; report: ZReport };

const LONGEST_AMOUNT = 9;
const AMOUNT_LABELS = {
  open: "Float in the store's drawer",
  own: "Float in this till's drawer",
  PAID_IN: "Amount",
  PAID_OUT: "Amount",
} as const;

function zTitle({ z_number, drawer }: ZReport, money: (cents: number) => string): string {
  if (drawer === null) return `Z report ${z_number}`;
  const { difference_cents } = drawer;
  const amount = difference_cents === 0 ? "" : ` ${money(Math.abs(difference_cents))}`;
  return `Z report ${z_number}: ${overOrShort(difference_cents).toLowerCase()}${amount}`;
}

/** A report names the till whose drawer it is of. */
function headOf(shown: Report, person: string | null): Omit<ReportHead, "storeName"> {
  const till = shown.name === "X" ? shown.report.session?.till : shown.report.till;
  const of = till ? `, ${till.name}` : "";
  if (shown.name === "X") return { title: `X report${of}`, at: shown.at, person };
  const { z_number, closed_at, closed_by } = shown.report;
  return { title: `Z report ${z_number}${of}`, at: closed_at, person: closed_by.name };
}

export interface DrawerSheetProps {
  readonly storeName: string;
  readonly currency: MoneyUnit;
  onPrint(): void;
  onClose(): void;
}

export function DrawerSheet({ storeName, currency, onPrint, onClose }: DrawerSheetProps) {
  const { clock } = usePorts();
  /** Of another till; null: this till's. */
  const [other, setOther] = useState<DrawerView | null>(null);
  const drawer = useDrawer(other?.session_id ?? null);
  const { money } = useFormat();
  const [step, setStep] = useState<DrawerStep | null>(null);
  const [digits, setDigits] = useState("");
  const [report, setReport] = useState<Report | null>(null);
  const begin = (next: DrawerStep) => {
    setStep(next);
    setDigits("");
    for (const tried of [open, count, close, zReports]) tried.reset();
  };
  const cents = Number(digits || "0");
  const before = (kind: "PAID_IN" | "PAID_OUT" | "no-sale"): SentBefore<unknown> | null => {
    const tried = drawer.unanswered(kind);
    const amount = tried?.amount_cents === undefined ? "" : `${money(tried.amount_cents, currency)}, `;
    return (
      tried && {
        what: `“${amount}${tried.reason}”`,
        again: () => drawer.sendAgain(kind, tried),
        forget: () => drawer.forget(kind),
      }
    );
  };
  const open = useMutation({ mutationFn: () => drawer.open(cents, step === "own"), onSuccess: () => setStep(null) });
  const count = useMutation({ mutationFn: (counted: Count) => drawer.count(counted), onSuccess: () => setStep(null) });
  const close = useMutation({
    mutationFn: () => (step === "close_day" ? drawer.closeDay() : drawer.close()),
    onSuccess: (closed) => setReport({ name: "Z", report: closed.report }),
    onSettled: () => setStep(null),
  });
  const { data: me } = useMe();
  const staff = me?.staff ?? null;
  const isManager = staff?.role === "manager";
  const zReports = useMutation({
    mutationFn: drawer.zReports,
    onSuccess: ({ reports }) => {
      // Of the drawer that is shown: another till's, or this one's or the store's; the last of all where there is none.
      const wanted = other?.till?.device_id ?? me?.device?.device_id;
      const last = reports.find(({ till }) => (till ? till.device_id === wanted : !other?.till)) ?? reports[0];
      if (last) setReport({ name: "Z", report: last });
    },
  });
  const pad = (label: string, onDone?: () => void, doneLabel?: string) => (
    <NumberPad
      label={label}
      isLabelled
      digits={digits}
      maxDigits={LONGEST_AMOUNT}
      shown={money(cents, currency)}
      onDigits={(next) => {
        setDigits(next.replace(/^0+/, ""));
        open.reset();
      }}
      {...(onDone ? { onDone } : {})}
      {...(doneLabel ? { doneLabel } : {})}
      isDisabled={open.isPending}
      autoFocus
    />
  );

  if (report) {
    const title = report.name === "X" ? "X report: as of now" : zTitle(report.report, (cents) => money(cents, currency));
    return (
      <Sheet title={title} isOpen onClose={() => setReport(null)} footer={<Button onPress={onPrint}>Print</Button>}>
        <DrawerReport
          head={{ storeName, ...headOf(report, staff?.name ?? null) }}
          currency={currency}
          drawer={report.report.drawer}
          days={report.report.days}
          outsideCents={report.report.outside_session_cents}
          {...(report.name === "X" ? { reconciliation: report.report.reconciliation } : {})}
        />
      </Sheet>
    );
  }
  if (step === "no_sale") {
    return (
      <ApprovalSheet
        title="Open the drawer without a sale"
        action="Open"
        reasons={["Change for a guest", "Wrong change given"]}
        needsManager={!isManager}
        before={before("no-sale")}
        run={drawer.noSale}
        onDone={() => setStep(null)}
        onClose={() => setStep(null)}
      />
    );
  }
  if (step === "x_report") {
    return (
      <ApprovalSheet
        title="X report"
        action="Show"
        reasons={[]}
        reasonLabel={null}
        needsManager={!isManager}
        run={drawer.xReport}
        onDone={(read) => {
          setStep(null);
          setReport({ name: "X", report: read, at: clock.now() });
        }}
        onClose={() => setStep(null)}
      />
    );
  }
  const sessions = drawer.session.data;
  const all = sessions ? [sessions.session, ...sessions.others] : [];
  const session = other ? (all.find((each) => each?.session_id === other.session_id) ?? null) : (sessions?.session ?? null);
  if (step === "close" && session?.status === "COUNTED") {
    return (
      <CloseQuestion
        counted={money(session.counted_cents, currency)}
        isBusy={close.isPending}
        onYes={() => close.mutate()}
        onCount={() => begin("count")}
        onNo={() => setStep(null)}
      />
    );
  }
  if (step === "PAID_IN" || step === "PAID_OUT") {
    const isIn = step === "PAID_IN";
    return (
      <ApprovalSheet
        title={isIn ? "Cash paid in" : "Cash paid out"}
        action={isIn ? "Paid in" : "Paid out"}
        reasons={isIn ? ["Change from the bank", "Float topped up"] : ["Milk", "Cleaning", "To the bank"]}
        isReady={cents > 0}
        needsManager={!isIn && !isManager}
        before={before(step)}
        run={(approval) => drawer.move(step, cents, approval)}
        onDone={() => setStep(null)}
        onClose={() => setStep(null)}
      >
        {pad(AMOUNT_LABELS[step])}
      </ApprovalSheet>
    );
  }
  if (step === "count") {
    return (
      <CountSheet currency={currency} error={count.error} isBusy={count.isPending} onCount={count.mutate} onClose={() => setStep(null)} />
    );
  }
  if (step === "open" || step === "own") {
    return (
      <Sheet title={AMOUNT_LABELS[step]} isOpen onClose={() => setStep(null)} problem={<ProblemNote error={open.error} server={BOX} />}>
        <div className="drawer">
          <p>
            {step === "own"
              ? "Cash of this till goes into its own drawer from then on, and its Z report has what this till does."
              : "One drawer for all tills that have none of their own."}
          </p>
          {pad(AMOUNT_LABELS[step], open.mutate, "Open")}
        </div>
      </Sheet>
    );
  }
  if (step === "close_day") {
    return <DayQuestion isBusy={close.isPending} onYes={() => close.mutate()} onNo={() => setStep(null)} />;
  }
  return (
    <Sheet
      title={other ? nameOfDrawer(other) : me?.is_cash_free && sessions?.session === null ? "Day" : "Drawer"}
      isOpen
      onClose={other ? () => setOther(null) : onClose}
      problem={<ProblemNote error={drawer.session.error ?? close.error ?? zReports.error} server={BOX} />}
    >
      <DrawerOverview
        session={sessions === undefined ? undefined : session}
        others={other ? [] : (sessions?.others ?? [])}
        isOther={other !== null}
        isCashFree={me?.is_cash_free ?? false}
        currency={currency}
        isBusy={close.isPending || zReports.isPending}
        onStep={begin}
        onLastZ={() => zReports.mutate()}
        onOther={setOther}
      />
    </Sheet>
  );
}
