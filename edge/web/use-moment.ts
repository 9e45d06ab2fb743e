/** A moment near the present in words: its time, and its day where that is another one. */
import { useFormat } from "@crema/ui/format/use-format.ts";

export function useMoment(boxNow: number): (moment: string) => string {
  const { time, day, dayInText } = useFormat();
  return (moment) => (day(moment) === day(boxNow) ? time(moment) : `${dayInText(moment)}, ${time(moment)}`);
}
