/** Which days the page of statistics shows: as its address says, by whole days of UTC. */

const DAY = 86_400_000;

/** Both midnights; `to` is not in it. */
export interface StatisticsWindow {
  readonly from: number;
  readonly to: number;
  readonly problem: string | null;
}

/** Days of the span that is shown where the address names none. */
const LATELY = 30;
const MOST_DAYS = 400;

/** Reads `?from=2026-11-01&to=2026-11-30`, or `?year=2026`; what cannot be read is named. */
export function readWindow(search: URLSearchParams, at: number): StatisticsWindow {
  const tomorrow = (Math.floor(at / DAY) + 1) * DAY;
  const lately = { from: tomorrow - LATELY * DAY, to: tomorrow };
  const unknown = [...search.keys()].filter((key) => !['from', 'to', 'year'].includes(key));
  const problem =
    unknown.length === 0
      ? null
      : `This page does not know ${unknown.map((key) => `“${key}”`).join(', ')}.`;
  const year = search.get('year');
  if (year !== null && /^\d{4}$/.test(year))
    return {
      from: Date.UTC(Number(year), 0),
      to: Math.min(tomorrow, Date.UTC(Number(year) + 1, 0)),
      problem,
    };
  const [from, to] = [midnight(search.get('from')), midnight(search.get('to'))];
  const isAsked = search.get('from') !== null || search.get('to') !== null || year !== null;
  if (!isAsked) return { ...lately, problem };
  const end = to === null ? tomorrow : Math.min(to + DAY, tomorrow);
  const begin = from ?? end - LATELY * DAY;
  // A day that has not come is not a day on which nothing happened.
  if (begin >= tomorrow)
    return { ...lately, problem: 'That span has not come yet: the last 30 days are shown.' };
  if (Number.isNaN(end) || Number.isNaN(begin) || begin >= end)
    return {
      ...lately,
      problem: 'The span in the address cannot be read: the last 30 days are shown.',
    };
  if (end - begin > MOST_DAYS * DAY)
    return {
      from: end - MOST_DAYS * DAY,
      to: end,
      problem: `Longer than ${MOST_DAYS} days: the last of them are shown.`,
    };
  return { from: begin, to: end, problem };
}

/** Null: not said; NaN: not a date. */
function midnight(text: string | null): number | null {
  if (text === null || text === '') return null;
  return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Years that a span touches, as the snapshot names them. */
export function yearsOfWindow({ from, to }: StatisticsWindow): readonly string[] {
  const years: string[] = [];
  for (
    let year = new Date(from).getUTCFullYear();
    year <= new Date(to - 1).getUTCFullYear();
    year += 1
  )
    years.push(String(year));
  return years;
}
