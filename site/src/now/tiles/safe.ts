/** Is it safe? How long the DAQ disk lasts; copies are proved file by file, and not judged here. */

import { forecast } from '#telemetry/analysis/forecast.ts';
import type { VolumeNow } from '#site/snapshot/schema/now.ts';
import { formatSignificant, show, showText } from '#telemetry/units.ts';
import { DISK_ALARM_DAYS, DISK_ATTENTION_DAYS, VOLUME_STALE_MS } from '../thresholds.ts';
import { outlookOf } from '../../overview/outlook.ts';
import { clockOrDay, day, span } from '../../text/times.ts';
import { judgeBackup } from '../backup.ts';
import type { State } from '../state.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is it safe?';
const COPIES_LINE =
  'one place is watched; what is known of copies stands with the files of each run';
const DAY_MS = 86_400_000;

export function safeTile({ now, at }: TileInput): Tile {
  const disk = now.volumes.find(({ role }) => role === 'daq');
  if (disk === undefined) {
    return unwatched('disk', QUESTION, `The DAQ disk is not watched; ${copies(now, at)}.`);
  }
  const plannedEnd = now.campaign?.plannedEnd ?? null;
  const days = daysLeft(disk);
  const state = judge(disk, days, at);
  return {
    key: 'disk',
    question: QUESTION,
    state,
    answer:
      state === 'stale'
        ? `Not known: stale since ${clockOrDay(disk.at, at)}; ${copies(now, at)}`
        : answer(state, days, copies(now, at)),
    value: state === 'stale' ? null : value(disk, days),
    t: disk.at,
    lines: [
      outlookOf({ ...disk, unit: 'By' }, plannedEnd).words,
      ...now.volumes
        .filter(({ role }) => role === 'tape')
        .map((volume) => tapeRoom(volume, plannedEnd, at)),
      ...tape(now, at),
      used(disk),
      ...catalogue(now, at),
      ...(hasPlaces(now) ? [] : [COPIES_LINE]),
    ],
    limit: `wanted: at least ${DISK_ATTENTION_DAYS} days`,
    spark: sparkOf(now, 'disk', { fromZero: true, limit: disk.capacity, colour: 'c4' }),
    action: state === 'attention' || state === 'alarm' ? 'procedures/daq-disk-filling/' : null,
  };
}

/** The catalogue is what cannot be had again from the DAQ's disk. */
function catalogue({ backup }: TileInput['now'], at: number): readonly string[] {
  return backup == null ? [] : [`catalogue ${judgeBackup(backup, at).word}`];
}

/** Whether any place beside the first is known to hold copies. */
function hasPlaces({ copies: known }: TileInput['now']): boolean {
  return known !== null && known.locations.length > 1;
}

/** How far the second copy is behind; nothing is claimed where only one place tells of copies. */
function copies(now: TileInput['now'], at: number): string {
  const { copies: known } = now;
  if (known === null || !hasPlaces(now)) return 'copies: not judged here';
  if (known.oldestSingle === null) return 'every file of a month has two copies';
  return `second copies ${span(at - known.oldestSingle)} behind`;
}

function tape(now: TileInput['now'], at: number): readonly string[] {
  const { copies: known } = now;
  if (known === null || !hasPlaces(now)) return [];
  return [
    known.oldestUnarchived === null
      ? 'tape holds every file of a month'
      : `tape ${span(at - known.oldestUnarchived)} behind`,
  ];
}

/** `CNAF tape 48.6 TB left, full 9 Jan 2027, after the campaign's planned end`: its whole outlook stands under Capacity. */
function tapeRoom(volume: VolumeNow, plannedEnd: number | null, at: number): string {
  const { label, used: bytes, capacity } = volume;
  const { words, fullAt } = outlookOf({ ...volume, unit: 'By' }, plannedEnd);
  const left =
    bytes === null || capacity === null
      ? used(volume)
      : `${showText(Math.max(0, capacity - bytes), 'By')} left`;
  const isAhead = fullAt !== null && plannedEnd !== null && plannedEnd > at;
  const side = isAhead
    ? `, ${fullAt < plannedEnd ? 'before' : 'after'} the campaign's planned end`
    : '';
  const full = fullAt === null ? words : `full ${day(fullAt)}${side}`;
  const asOf = at - volume.at > VOLUME_STALE_MS ? `, as of ${clockOrDay(volume.at, at)}` : '';
  return bytes === null ? `${label}: ${left}` : `${label} ${left}, ${full}${asOf}`;
}

/** Days until a volume is full at its growth; null: not known, or it does not grow. */
export function daysLeft(volume: VolumeNow): number | null {
  const seen = forecast(volume);
  return seen.kind === 'fills' ? Math.max(0, seen.at - volume.at) / DAY_MS : null;
}

function judge(disk: VolumeNow, days: number | null, at: number): State {
  if (at - disk.at > VOLUME_STALE_MS) return 'stale';
  const isFull = disk.used !== null && disk.capacity !== null && disk.used >= disk.capacity * 0.98;
  if (isFull || (days !== null && days < DISK_ALARM_DAYS)) return 'alarm';
  if (days !== null && days < DISK_ATTENTION_DAYS) return 'attention';
  return 'unchecked';
}

/** Never "yes" by itself, whatever copies there are; of the disk the number tells, and the answer where it asks for somebody. */
function answer(state: State, days: number | null, behind: string): string {
  if (state === 'unchecked') return `${behind.charAt(0).toUpperCase()}${behind.slice(1)}`;
  return `DAQ disk ${days === null ? 'nearly full' : `${daysText(days)} days`}; ${behind}`;
}

function value(disk: VolumeNow, days: number | null): Tile['value'] {
  if (days !== null) return { text: daysText(days), unit: 'days of DAQ disk left' };
  if (disk.used === null || disk.capacity === null) return null;
  const free = show(disk.capacity - disk.used, 'By');
  return { text: free.text, unit: `${free.unit} free on the DAQ disk` };
}

/** `0.74`, `12`, `over 1000`: days as a number to read. */
export function daysText(days: number): string {
  return days >= 1000 ? 'over 1000' : formatSignificant(days, days < 10 ? 2 : 3);
}

/** `1.90 of 8.00 TB used`; what is not known is said. */
export function used(volume: Pick<VolumeNow, 'used' | 'capacity'>): string {
  if (volume.used === null) return 'the volume did not answer';
  if (volume.capacity === null) return `${showText(volume.used, 'By')} used, capacity not known`;
  return `${showText(volume.used, 'By')} of ${showText(volume.capacity, 'By')} used`;
}
