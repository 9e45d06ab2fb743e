/**
 * Sales as bars. A canvas says nothing to a screen reader and takes no colour from a style sheet: the table under it
 * has every figure, and the colours are read again when the scheme changes.
 */
import type { Sales } from "@crema/shared/contract/sales";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect, useRef } from "react";
import Plot from "uplot";
import "uplot/dist/uPlot.min.css";

const HEIGHT = 280;
const AXIS_WIDTH = 90;
/** Of a letter in a label, about; and what stays free between two labels. */
const LETTER_WIDTH = 7;
const LABEL_GAP = 14;
const LETTERS = 16;

export interface SalesChartProps {
  readonly rows: Sales["rows"];
  readonly currency: string;
  /** What the table under it is called. */
  readonly title: string;
}

export function SalesChart({ rows, currency, title }: SalesChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const t = useWords();
  const { money } = useFormat();
  const drawn = JSON.stringify(rows.map((row) => [row.label, row.sales_cents]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `drawn` stands for the rows, which are new objects with each response
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const labels = rows.map(({ label }) => (label.length > LETTERS ? `${label.slice(0, LETTERS - 1)}…` : label));
    const cents = rows.map((row) => row.sales_cents);
    const amount = (value: number) => money(value, currency);
    let plot = draw(element, labels, cents, amount);
    const again = () => {
      plot.destroy();
      plot = draw(element, labels, cents, amount);
    };
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", again);
    const size = new ResizeObserver(() => {
      if (element.clientWidth !== plot.width) again();
    });
    size.observe(element);
    return () => {
      size.disconnect();
      scheme.removeEventListener("change", again);
      plot.destroy();
    };
  }, [drawn, currency, t.locale]);
  return (
    <figure className="chart">
      <div ref={holder} role="img" aria-label={t("hq.sales.chart", { table: title })} />
    </figure>
  );
}

function draw(element: HTMLElement, labels: readonly string[], cents: readonly number[], amount: (value: number) => string): Plot {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const width = Math.max(element.clientWidth, 240);
  const longest = Math.max(...labels.map((label) => label.length)) * LETTER_WIDTH + LABEL_GAP;
  const every = Math.max(1, Math.ceil((labels.length * longest) / (width - AXIS_WIDTH)));
  const bars = Plot.paths.bars?.({ size: [0.7, 72], radius: 0.06 });
  const axis = { stroke: colour("--text"), font: `12px ${style.fontFamily}`, ticks: { show: false } };
  return new Plot(
    {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_plot, _min, max) => [0, Math.max(max, 1) * 1.1] } },
      axes: [
        {
          ...axis,
          size: 32,
          grid: { show: false },
          splits: () => labels.map((_label, index) => index),
          values: (_plot, splits) => splits.map((index) => (index % every === 0 ? (labels[index] ?? "") : "")),
        },
        { ...axis, size: AXIS_WIDTH, grid: { stroke: colour("--line"), width: 1 }, values: (_plot, splits) => splits.map(amount) },
      ],
      series: [
        {},
        {
          fill: colour("--accent"),
          stroke: colour("--accent"),
          ...(bars ? { paths: bars } : {}),
          points: { show: false },
        },
      ],
    },
    [labels.map((_label, index) => index), [...cents]],
    element,
  );
}
