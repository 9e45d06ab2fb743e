/** Where something is about to be, in its size; a screen reader hears `label` alone. */
import "./skeleton.css";

export interface SkeletonProps {
  readonly label: string;
  /** Of text, or tiles in a grid. */
  readonly kind?: "lines" | "tiles";
  readonly count?: number;
}

export function Skeleton({ label, kind = "lines", count = 3 }: SkeletonProps) {
  const parts = Array.from({ length: count }, (_, at) => at);
  return (
    <div role="status" className={`skeleton skeleton-${kind}`}>
      <span className="unseen">{label}</span>
      {parts.map((at) => (
        <span key={at} className="skeleton-part" aria-hidden="true" />
      ))}
    </div>
  );
}
