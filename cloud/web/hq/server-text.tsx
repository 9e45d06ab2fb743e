/**
 * What the service has put down as text, with the particulars of the case: in English, whatever the page speaks, and read out as such
 * (docs/decisions/0024).
 */
export function ServerText({ children }: { children: string }) {
  return <span lang="en">{children}</span>;
}
