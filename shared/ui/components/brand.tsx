/**
 * Crema's mark, a cup from above with its crema, alone or with the word; or a store's own logo in its place. Drawn in the colours of the
 * page, so it is readable on any ground, and cut to be told at 16 px.
 */
import "./brand.css";

export interface BrandProps {
  /** Of a store's own picture; null: Crema's mark. */
  readonly logo?: string | null;
  readonly hasWord?: boolean;
}

export function Brand({ logo = null, hasWord = false }: BrandProps) {
  if (logo !== null) return <img className="brand-logo" src={logo} alt="" />;
  return (
    <span className="brand">
      <svg className="brand-mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <rect width="64" height="64" rx="16" className="brand-ground" />
        <path className="brand-cup" d="M45.5 20.5a19 19 0 1 0 0 23" />
        <path className="brand-crema" d="M42 32a10 10 0 0 1-20 0c0-2.2.7-4.2 1.9-5.8C27 30 37 34 42 32Z" />
      </svg>
      {hasWord ? <span className="brand-word">Crema</span> : null}
    </span>
  );
}
