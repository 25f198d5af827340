/** Is it safe? How long the DAQ disk lasts; copies are proved file by file, and not judged here. */

import type { VolumeNow } from '#site/snapshot/schema/now.ts';
import { formatSignificant, show, showText } from '#telemetry/units.ts';
import { DISK_ALARM_DAYS, DISK_ATTENTION_DAYS, VOLUME_STALE_MS } from '../thresholds.ts';
import { clockOrDay } from '../../text/times.ts';
import { judgeBackup } from '../backup.ts';
import type { State } from '../state.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is it safe?';
const COPIES = 'copies: not judged here';
const COPIES_LINE = 'one disk; what is known of copies stands with the files of each run';
const DAY_S = 86_400;

export function safeTile({ now, at }: TileInput): Tile {
  const disk = now.volumes.find(({ role }) => role === 'daq');
  if (disk === undefined) {
    return unwatched('disk', QUESTION, `The DAQ disk is not watched; ${COPIES}.`);
  }
  const days = daysLeft(disk);
  const state = judge(disk, days, at);
  return {
    key: 'disk',
    question: QUESTION,
    state,
    answer:
      state === 'stale'
        ? `Not known: stale since ${clockOrDay(disk.at, at)}; ${COPIES}`
        : `${answer(days)}; ${COPIES}`,
    value: state === 'stale' ? null : value(disk, days),
    t: disk.at,
    lines: [used(disk), ...catalogue(now, at), COPIES_LINE],
    limit: `at least ${DISK_ATTENTION_DAYS} days`,
    spark: sparkOf(now, 'disk', { fromZero: true, limit: disk.capacity, colour: 'c4' }),
    action: state === 'attention' || state === 'alarm' ? 'procedures/' : null,
  };
}

/** The catalogue is what cannot be had again from the DAQ's disk. */
function catalogue({ backup }: TileInput['now'], at: number): readonly string[] {
  return backup == null ? [] : [`catalogue ${judgeBackup(backup, at).word}`];
}

/** Days until a volume is full at its growth; null: not known, or it does not grow. */
export function daysLeft({ used, capacity, growth }: VolumeNow): number | null {
  if (used === null || capacity === null || growth === null || growth <= 0) return null;
  return (capacity - used) / growth / DAY_S;
}

function judge(disk: VolumeNow, days: number | null, at: number): State {
  if (at - disk.at > VOLUME_STALE_MS) return 'stale';
  const isFull = disk.used !== null && disk.capacity !== null && disk.used >= disk.capacity * 0.98;
  if (isFull || (days !== null && days < DISK_ALARM_DAYS)) return 'alarm';
  if (days !== null && days < DISK_ATTENTION_DAYS) return 'attention';
  return 'unchecked';
}

/** One disk: never "yes" by itself, whatever copies there are. */
function answer(days: number | null): string {
  return days === null ? 'On the DAQ disk' : `DAQ disk ${daysText(days)} days`;
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
