/** Facts of one row of the existing run catalogue, wherever it was read: a file, what the row says of its copies, the row itself. */

import { readFileName } from '#agents/formats/file-name.ts';
import { kindOfParts, readRunPath } from '#agents/formats/run-path.ts';
import type { RunlogRow } from '#agents/formats/runlog-csv.ts';
import type { DateOrder, FrequencyUnit } from '#agents/formats/runlog-values.ts';
import { readFrequency, readMilliKelvin, timeInOrder } from '#agents/formats/runlog-values.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { FileFact, ReplicaFact } from '#telemetry/facts/file.ts';
import type { ImportRowFact } from '#telemetry/facts/import-row.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { trimRaw, trimReason } from './refused-lines.ts';

export interface RunlogSettings {
  /** IANA zone of its times. */
  readonly timeZone: string;
  readonly dateOrder: DateOrder | null;
  readonly freqUnit: FrequencyUnit | null;
  /** For rows whose path names no campaign. */
  readonly campaign: string | null;
  /** Now, UTC ms: when a copy without a time of its own was seen. */
  readonly now: number;
}

/** Where a row stands; source and line are its natural key. */
export interface RowPlace {
  readonly source: string;
  /** File or table as a person finds it. */
  readonly file: string;
  readonly line: number;
  readonly raw: string;
}

export type RunlogCells = RunlogRow['cells'];

/** Campaign of a run's path, else the one that was named. */
export function campaignOf(run: string, { campaign }: RunlogSettings): string | null {
  return readRunPath(run).campaign ?? campaign;
}

/** The error that asks for a decision which only a person can make. */
export function askFor(file: string, reason: string, hint: string): FlashError {
  return new FlashError({ operation: 'import the run catalogue', subject: file, reason, hint });
}

/** The error that asks for the unit of a frequency; `row`: which row, in words. */
export function askForUnit(file: string, row: string, cell: string): FlashError {
  const reason = `${row}: cavity freq '${cell}' has no unit`;
  return askFor(file, reason, 'say which: --freq-unit Hz, kHz, MHz or GHz');
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/**
 * The facts of one row in the order in which they must arrive, or why it is refused; `row` names it in words.
 * @throws FlashError where nothing says the unit of its frequency.
 */
export function rowFacts(
  cells: RunlogCells,
  options: {
    place: RowPlace;
    row: string;
    order: DateOrder;
    settings: RunlogSettings;
  },
): Fact[] | string {
  const { place, row, order, settings } = options;
  const campaign = campaignOf(cells.run, settings);
  if (campaign === null) return `no campaign in the path '${cells.run}': name one with --campaign`;
  const naive = timeInOrder(cells.timestamp, order);
  if (typeof naive === 'string') return naive;
  const frequency = readFrequency(cells['cavity freq'], settings.freqUnit);
  if (frequency === 'unit?') throw askForUnit(place.file, row, cells['cavity freq']);
  if (frequency !== null && 'reason' in frequency) return frequency.reason;
  const takenAt =
    naive === null ? null : createLocalClock({ zone: settings.timeZone }).read(naive).t;
  const said = kindOfParts([cells.runtime]);
  const kind = said.kind === 'unknown' ? readRunPath(cells.run) : said;
  const file: FileFact = {
    kind: 'file',
    campaign,
    run: cells.run,
    runKind: kind.kind,
    runKindRaw: kind.kindRaw ?? orNull(cells.runtime),
    site: orNull(cells.site),
    name: cells.data,
    bytes: null,
    adler32: null,
    takenAt,
    takenAtSource: takenAt === null ? null : 'import',
    tunerDeg: readFileName(cells.data).tunerDeg,
    softwareVersion: orNull(cells.softv),
    copy: null,
    listed: {
      tCavK: readMilliKelvin(cells['T_cav[mK]']),
      tMcK: readMilliKelvin(cells['T_MC[mK]']),
      cavityHz: frequency?.hz ?? null,
      bit: orNull(cells.BIT),
    },
    origin: 'import',
  };
  return [file, ...copies(cells, file, settings.now), acceptedRow(cells, file, place)];
}

/** What the flags say of copies: present, and nothing more; truncated paths are never addresses. */
function copies(cells: RunlogCells, file: FileFact, now: number): ReplicaFact[] {
  const at = file.takenAt ?? now;
  const { campaign, run, name } = file;
  return (['cloud', 'tape'] as const)
    .filter((location) => cells[location].trim() === '1')
    .map((location) => ({
      kind: 'replica',
      campaign,
      run,
      name,
      location,
      uri: null,
      state: 'present',
      locality: 'unknown',
      at,
      verified: null,
      why: null,
    }));
}

function acceptedRow(cells: RunlogCells, file: FileFact, place: RowPlace): ImportRowFact {
  const { campaign, run, name } = file;
  return {
    kind: 'import-row',
    ...place,
    raw: trimRaw(place.raw),
    refused: null,
    target: { campaign, run, name },
    cells,
  };
}

/** A row that could not be taken in, kept as it stood. */
export function refusedRow(place: RowPlace, reason: string): ImportRowFact {
  return {
    kind: 'import-row',
    ...place,
    raw: trimRaw(place.raw),
    refused: trimReason(reason),
    target: null,
    cells: null,
  };
}
