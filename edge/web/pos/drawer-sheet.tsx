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
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BOX } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { ApprovalSheet } from "./approval-sheet.tsx";
import { CloseQuestion, DayQuestion } from "./close-question.tsx";
import { CountSheet } from "./count-sheet.tsx";
import { DrawerOverview, type DrawerStep, nameOfDrawer } from "./drawer-overview.tsx";
import { DrawerReport, type ReportHead } from "./drawer-report.tsx";
import type { SentBefore } from "./sent-before-question.tsx";
import { type Count, useDrawer, type XReport, type ZReport } from "./use-drawer.ts";
import "./drawer-sheet.css";

type Report = { name: "X"; report: XReport; at: number } | { name: "Z"; report: ZReport };

const LONGEST_AMOUNT = 9;
const AMOUNT_LABELS = {
  open: "pos.drawer.float_store",
  own: "pos.drawer.float_own",
  PAID_IN: "pos.drawer.amount",
  PAID_OUT: "pos.drawer.amount",
} as const;

const REASONS_IN = ["bank_change", "top_up"] as const;
const REASONS_OUT = ["milk", "cleaning", "to_bank"] as const;

function zTitle({ z_number: number, drawer }: ZReport, t: Words, money: (cents: number) => string): string {
  if (drawer === null) return t("pos.report.z", { number });
  const { difference_cents: difference } = drawer;
  if (difference === 0) return t("pos.report.z_even", { number });
  return t(difference > 0 ? "pos.report.z_over" : "pos.report.z_short", { number, amount: money(Math.abs(difference)) });
}

/** A report names the till whose drawer it is of. */
function headOf(shown: Report, t: Words, person: string | null): Omit<ReportHead, "storeName"> {
  const till = (shown.name === "X" ? shown.report.session?.till : shown.report.till)?.name;
  if (shown.name === "X") return { title: till ? t("pos.report.x_of", { till }) : t("pos.drawer.x"), at: shown.at, person };
  const { z_number: number, closed_at, closed_by } = shown.report;
  const title = till ? t("pos.report.z_of", { number, till }) : t("pos.report.z", { number });
  return { title, at: closed_at, person: closed_by.name };
}

export interface DrawerSheetProps {
  readonly storeName: string;
  readonly currency: MoneyUnit;
  onPrint(): void;
  onClose(): void;
}

export function DrawerSheet({ storeName, currency, onPrint, onClose }: DrawerSheetProps) {
  const t = useWords();
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
    const title = report.name === "X" ? t("pos.report.x_now") : zTitle(report.report, t, (cents) => money(cents, currency));
    return (
      <Sheet title={title} isOpen onClose={() => setReport(null)} footer={<Button onPress={onPrint}>{t("pos.print")}</Button>}>
        <DrawerReport
          head={{ storeName, ...headOf(report, t, staff?.name ?? null) }}
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
        title={t("pos.drawer.no_sale_title")}
        action={t("pos.drawer.open")}
        reasons={[t("pos.drawer.reason.change"), t("pos.drawer.reason.wrong_change")]}
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
        title={t("pos.drawer.x")}
        action={t("pos.drawer.show")}
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
        title={t(isIn ? "pos.drawer.paid_in_title" : "pos.drawer.paid_out_title")}
        action={t(isIn ? "pos.drawer.paid_in" : "pos.drawer.paid_out")}
        reasons={(isIn ? REASONS_IN : REASONS_OUT).map((reason) => t(`pos.drawer.reason.${reason}`))}
        isReady={cents > 0}
        needsManager={!isIn && !isManager}
        before={before(step)}
        run={(approval) => drawer.move(step, cents, approval)}
        onDone={() => setStep(null)}
        onClose={() => setStep(null)}
      >
        {pad(t(AMOUNT_LABELS[step]))}
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
      <Sheet title={t(AMOUNT_LABELS[step])} isOpen onClose={() => setStep(null)} problem={<ProblemNote error={open.error} server={BOX} />}>
        <div className="drawer">
          <p>{t(step === "own" ? "pos.drawer.own_rule" : "pos.drawer.store_rule")}</p>
          {pad(t(AMOUNT_LABELS[step]), open.mutate, t("pos.drawer.open"))}
        </div>
      </Sheet>
    );
  }
  if (step === "close_day") {
    return <DayQuestion isBusy={close.isPending} onYes={() => close.mutate()} onNo={() => setStep(null)} />;
  }
  return (
    <Sheet
      title={other ? nameOfDrawer(other, t) : t(me?.is_cash_free && sessions?.session === null ? "pos.drawer.day" : "pos.drawer.title")}
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
