/** What the printed values of the run catalogue mean: dates of unknown order, frequencies of unknown unit. */
import { naiveTime } from '#telemetry/time.ts';
import { campaignMonth } from './run-path.ts';

/** Order of day and month in `12/07/2023`. */
export type DateOrder = 'dmy' | 'mdy';

/** The catalogue's campaign and its printed time, which together may decide the order. */
export interface DatedRow {
  readonly campaign: string | null;
  readonly timestamp: string;
}

/** What a printed time may mean, as naive times; null where it is empty. */
export interface Readings {
  readonly dmy: number;
  readonly mdy: number;
}

/** Months after the campaign's first in which its files may have been taken. */
const MONTHS_AFTER = 2;

/** Both readings of a printed time (NaN where there is none), or null where it has another form. */
export function readTimestamp(text: string): Readings | null {
  const iso = /^\s*(\d{4})-(\d{2})-(\d{2})[T ,]+(\d{1,2}):(\d{2}):(\d{2})\s*$/.exec(text);
  if (iso) {
    const [year, month, day, hour, minute, second] = iso.slice(1).map(Number);
    const naive = naiveTime(year ?? 0, month ?? 0, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0);
    return { dmy: naive, mdy: naive };
  }
  const shape = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[, ]\s*(\d{1,2}):(\d{2}):(\d{2})\s*$/.exec(
    text,
  );
  if (!shape) return null;
  const [a = 0, b = 0, year = 0, hour = 0, minute = 0, second = 0] = shape.slice(1).map(Number);
  return {
    dmy: naiveTime(year, b, a, hour, minute, second),
    mdy: naiveTime(year, a, b, hour, minute, second),
  };
}

/** Whether a naive time lies in the campaign's month or the two after it. */
function isInCampaign(naive: number, { year, month }: { year: number; month: number }): boolean {
  return naive >= Date.UTC(year, month - 1, 1) && naive < Date.UTC(year, month + MONTHS_AFTER, 1);
}

/** The order that one row decides, `any` where both are the same time, null where it decides nothing. */
export function orderOfRow({ campaign, timestamp }: DatedRow): DateOrder | 'any' | null {
  const readings = readTimestamp(timestamp);
  if (readings === null) return null;
  const { dmy, mdy } = readings;
  if (dmy === mdy) return 'any';
  const first = campaign === null ? null : campaignMonth(campaign);
  const fits = (naive: number): boolean =>
    !Number.isNaN(naive) && (first === null || isInCampaign(naive, first));
  if (fits(dmy) === fits(mdy)) return null;
  return fits(dmy) ? 'dmy' : 'mdy';
}

/** Whether day or month comes first in a column of dates, and how that is known. */
export type OrderDecision =
  | { readonly ok: true; readonly order: DateOrder }
  | {
      readonly ok: false;
      readonly reason: string;
      /** What a person has to say; a campaign is asked for first, because its month may decide the order. */
      readonly missing: 'order' | 'campaign';
    };

/**
 * Decides the order of a whole catalogue: what is asked for, else what every row that can decide agrees on.
 * Where nothing decides, or rows contradict each other, the caller must stop and ask for `--date-order`.
 */
export function decideDateOrder(rows: readonly DatedRow[], asked: DateOrder | null): OrderDecision {
  if (asked !== null) return { ok: true, order: asked };
  const example: Partial<Record<DateOrder, string>> = {};
  let open: DatedRow | null = null;
  for (const row of rows) {
    const order = orderOfRow(row);
    if (order === 'dmy' || order === 'mdy') example[order] ??= row.timestamp;
    else if (order === null && readTimestamp(row.timestamp) !== null)
      if ((open?.campaign ?? null) === null) open = row;
  }
  const { dmy, mdy } = example;
  if (dmy !== undefined && mdy !== undefined) {
    const reason = `'${dmy}' reads as day/month, but '${mdy}' as month/day`;
    return { ok: false, reason, missing: 'order' };
  }
  if (dmy !== undefined || mdy !== undefined)
    return { ok: true, order: dmy === undefined ? 'mdy' : 'dmy' };
  if (open === null) return { ok: true, order: 'dmy' };
  if (open.campaign === null)
    return { ok: false, reason: "no campaign in the runs' paths", missing: 'campaign' };
  const reason = `'${open.timestamp}' of ${open.campaign} may be day/month or month/day`;
  return { ok: false, reason, missing: 'order' };
}

/** Naive time of a printed time in a decided order, or why there is none; null where nothing is printed. */
export function timeInOrder(text: string, order: DateOrder): number | string | null {
  if (text.trim() === '') return null;
  const naive = readTimestamp(text)?.[order];
  if (naive === undefined) return `time '${text}': expected 12/07/2023,11:38:45`;
  return Number.isNaN(naive)
    ? `time '${text}': no such date as ${order === 'dmy' ? 'day/month' : 'month/day'}`
    : naive;
}

/** A unit in which the older table may give frequencies. */
export type FrequencyUnit = 'Hz' | 'kHz' | 'MHz' | 'GHz';

const FACTORS: Readonly<Record<string, number>> = { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 };

/**
 * Frequency in Hz, null where nothing is printed, `unit?` where the unit must be asked for (`--freq-unit`),
 * or why the text is no frequency. A unit printed in the cell goes before the one asked for.
 */
export function readFrequency(
  text: string,
  unit: FrequencyUnit | null,
): { readonly hz: number } | { readonly reason: string } | 'unit?' | null {
  if (text.trim() === '') return null;
  const shape = /^\s*(\d+(?:[.,]\d*)?(?:[eE][+-]?\d+)?)\s*([kMG]?Hz)?\s*$/i.exec(text);
  if (!shape) return { reason: `cavity freq: expected a number, found '${text}'` };
  const factor = FACTORS[(shape[2] ?? unit ?? '').toLowerCase()];
  if (factor === undefined) return 'unit?';
  return { hz: Number((Number((shape[1] ?? '').replace(',', '.')) * factor).toPrecision(15)) };
}

/** Temperature in K of a cell in mK, null where nothing is printed; the table has checked that it is a number. */
export function readMilliKelvin(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return plain === '' ? null : Number((Number(plain) / 1000).toPrecision(15));
}
