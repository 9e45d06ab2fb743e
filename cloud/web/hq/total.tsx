/** One sum of a report, in a `dl.totals`. */
export function Total({ name, value }: { name: string; value: string | number }) {
  return (
    <div>
      <dt className="small soft">{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}
