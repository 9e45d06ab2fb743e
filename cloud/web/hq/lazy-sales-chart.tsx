/**
 * The chart, loaded when it is looked at. Pitfall: its library asks Intl for the browser's own language as it loads,
 * and throws where there is none (`en-US@posix`). The table under the chart has every figure, so the page works without
 * it.
 */
import { type ComponentType, lazy, Suspense } from "react";
import type { SalesChartProps } from "./sales-chart.tsx";

const Chart = lazy<ComponentType<SalesChartProps>>(() =>
  import("./sales-chart.tsx").then(
    ({ SalesChart }) => ({ default: SalesChart }),
    (error: unknown) => {
      console.warn("The chart cannot be drawn here.", error);
      return { default: NoChart };
    },
  ),
);

export function LazySalesChart(props: SalesChartProps) {
  return (
    <Suspense fallback={<figure className="chart" />}>
      <Chart {...props} />
    </Suspense>
  );
}

function NoChart() {
  return null;
}
