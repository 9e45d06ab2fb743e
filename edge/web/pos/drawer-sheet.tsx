/** The cash drawer: opened with a float, counted blind, closed with a Z report. Only X and Z show the expected amount. */
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
import { CloseQuestion } from "./close-question.tsx";
import { DrawerReport, overOrShort, type ReportHead } from "./drawer-report.tsx";
import { useDrawer, type XReport, type ZReport } from "./use-drawer.ts";
import "./drawer-sheet.css";

type Step = "open" | "count" | "PAID_IN" | "PAID_OUT" | "no_sale" | "close" | "x_report";
type Report = { name: "X"; report: XReport; at: number } | { name: "Z"; report: ZReport };

const LONGEST_AMOUNT = 9;
const AMOUNT_LABELS = { open: "Float in the drawer", count: "Counted cash", PAID_IN: "Amount", PAID_OUT: "Amount" } as const;

function zTitle({ z_number, drawer }: ZReport, money: (cents: number) => string): string {
  if (drawer === null) return `Z report ${z_number}`;
  const { difference_cents } = drawer;
  const amount = difference_cents === 0 ? "" : ` ${money(Math.abs(difference_cents))}`;
  return `Z report ${z_number}: ${overOrShort(difference_cents).toLowerCase()}${amount}`;
}

function headOf(shown: Report, person: string | null): Omit<ReportHead, "storeName"> {
  if (shown.name === "X") return { title: "X report", at: shown.at, person };
  const { z_number, closed_at, closed_by } = shown.report;
  return { title: `Z report ${z_number}`, at: closed_at, person: closed_by.name };
}

export interface DrawerSheetProps {
  readonly storeName: string;
  readonly currency: MoneyUnit;
  onPrint(): void;
  onClose(): void;
}

export function DrawerSheet({ storeName, currency, onPrint, onClose }: DrawerSheetProps) {
  const { clock } = usePorts();
  const drawer = useDrawer();
  const { money, time } = useFormat();
  const [step, setStep] = useState<Step | null>(null);
  const [digits, setDigits] = useState("");
  const [report, setReport] = useState<Report | null>(null);
  const begin = (next: Step) => {
    setStep(next);
    setDigits("");
    for (const tried of [amount, close, zReports]) tried.reset();
  };
  const cents = Number(digits || "0");
  const amount = useMutation({
    mutationFn: () => (step === "open" ? drawer.open(cents) : drawer.count(cents)),
    onSuccess: () => setStep(null),
  });
  const close = useMutation({
    mutationFn: drawer.close,
    onSuccess: (closed) => setReport({ name: "Z", report: closed.report }),
    onSettled: () => setStep(null),
  });
  const staff = useMe().data?.staff ?? null;
  const isManager = staff?.role === "manager";
  const zReports = useMutation({
    mutationFn: drawer.zReports,
    onSuccess: ({ reports }) => reports[0] && setReport({ name: "Z", report: reports[0] }),
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
        amount.reset();
      }}
      {...(onDone ? { onDone } : {})}
      {...(doneLabel ? { doneLabel } : {})}
      isDisabled={amount.isPending}
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
  const session = drawer.session.data?.session ?? null;
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
        run={(approval) => drawer.move(step, cents, approval)}
        onDone={() => setStep(null)}
        onClose={() => setStep(null)}
      >
        {pad(AMOUNT_LABELS[step])}
      </ApprovalSheet>
    );
  }
  if (step === "open" || step === "count") {
    return (
      <Sheet title={AMOUNT_LABELS[step]} isOpen onClose={() => setStep(null)} problem={<ProblemNote error={amount.error} server={BOX} />}>
        <div className="drawer">
          {step === "count" ? <p>Count every coin and note. What it should be is shown after the close.</p> : null}
          {pad(AMOUNT_LABELS[step], amount.mutate, step === "open" ? "Open" : "Counted")}
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet
      title="Drawer"
      isOpen
      onClose={onClose}
      problem={<ProblemNote error={drawer.session.error ?? close.error ?? zReports.error} server={BOX} />}
    >
      <div className="drawer">
        <p className="drawer-state" role="status">
          {drawer.session.data === undefined
            ? "Asking …"
            : session
              ? `Open since ${time(session.opened_at)}, float ${money(session.float_cents, currency)}`
              : "Closed"}
        </p>
        {session?.status === "COUNTED" ? (
          <p className="number">
            Counted {money(session.counted_cents, currency)} at {time(session.counted_at)}
          </p>
        ) : null}
        <div className="drawer-steps">
          {session ? (
            <>
              <Button size="large" onPress={() => begin("PAID_IN")}>
                Paid in
              </Button>
              <Button size="large" onPress={() => begin("PAID_OUT")}>
                Paid out
              </Button>
              <Button size="large" onPress={() => begin("count")}>
                Count
              </Button>
              <Button
                size="large"
                look="primary"
                isDisabled={session.status !== "COUNTED" || close.isPending}
                onPress={() => begin("close")}
              >
                Close (Z)
              </Button>
            </>
          ) : (
            <Button size="large" look="primary" isDisabled={drawer.session.data === undefined} onPress={() => begin("open")}>
              Open with a float
            </Button>
          )}
          <Button size="large" onPress={() => begin("no_sale")}>
            No sale
          </Button>
          <Button size="large" onPress={() => begin("x_report")}>
            X report
          </Button>
          <Button size="large" isDisabled={zReports.isPending} onPress={() => zReports.mutate()}>
            Last Z
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
