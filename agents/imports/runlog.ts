/** Facts of the existing run catalogue: every row kept raw, each good one as a file with what the row says of its copies. */

import { readFileName } from '#agents/formats/file-name.ts';
import { kindOfParts, readRunPath } from '#agents/formats/run-path.ts';
import type { RunlogProblem, RunlogRow } from '#agents/formats/runlog-csv.ts';
import { parseRunlog } from '#agents/formats/runlog-csv.ts';
import type { DateOrder, FrequencyUnit } from '#agents/formats/runlog-values.ts';
import {
  decideDateOrder,
  readFrequency,
  readMilliKelvin,
  timeInOrder,
} from '#agents/formats/runlog-values.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { FileFact, ReplicaFact } from '#telemetry/facts/file.ts';
import type { ImportRowFact } from '#telemetry/facts/import-row.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { trimRaw, trimReason } from './refused-lines.ts';

export interface RunlogOptions {
  /** The file as it was named. */
  readonly file: string;
  /** Hexadecimal SHA-256 of its bytes: the same file is the same source. */
  readonly sha256: string;
  /** IANA zone of its times. */
  readonly timeZone: string;
  readonly dateOrder: DateOrder | null;
  readonly freqUnit: FrequencyUnit | null;
  /** For rows whose path names no campaign. */
  readonly campaign: string | null;
  /** Now, UTC ms: when a copy without a time of its own was seen. */
  readonly now: number;
}

export interface RunlogFacts {
  readonly facts: readonly Fact[];
  readonly rows: number;
  readonly refused: readonly RunlogProblem[];
  /** The order in which the dates were read. */
  readonly dateOrder: DateOrder;
  readonly runs: readonly string[];
}

/**
 * Reads the text of a run catalogue; pure.
 * @throws FlashError where the header is wrong, or nothing decides the order of dates or the unit of frequency.
 */
export function runlogFacts(text: string, options: RunlogOptions): RunlogFacts {
  const parsed = parseRunlog(text);
  if (!parsed.ok) {
    throw failed(
      options,
      parsed.reason,
      'the header must be that of the run catalogue, as printed',
    );
  }
  const dated = parsed.rows.map(({ cells }) => ({
    campaign: campaignOf(cells.run, options),
    timestamp: cells.timestamp,
  }));
  const decision = decideDateOrder(dated, options.dateOrder);
  if (!decision.ok) {
    throw failed(options, decision.reason, 'say it: --date-order dmy or --date-order mdy');
  }
  const facts: Fact[] = [];
  const refused: RunlogProblem[] = [...parsed.problems];
  const runs = new Set<string>();
  for (const row of parsed.rows) {
    const made = factsOfRow(row, decision.order, options);
    if (typeof made === 'string') {
      refused.push({ line: row.line, raw: row.raw, reason: made });
      continue;
    }
    runs.add(row.cells.run);
    facts.push(...made);
  }
  refused.sort((a, b) => a.line - b.line);
  for (const problem of refused) facts.push(refusedRow(problem, options));
  const rows = parsed.rows.length + parsed.problems.length;
  return { facts, rows, refused, dateOrder: decision.order, runs: [...runs] };
}

function failed({ file }: RunlogOptions, reason: string, hint: string): FlashError {
  return new FlashError({ operation: 'import the run catalogue', subject: file, reason, hint });
}

function campaignOf(run: string, options: RunlogOptions): string | null {
  return readRunPath(run).campaign ?? options.campaign;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The facts of one row in the order in which they must arrive, or why it is refused. */
function factsOfRow(row: RunlogRow, order: DateOrder, options: RunlogOptions): Fact[] | string {
  const { cells } = row;
  const campaign = campaignOf(cells.run, options);
  if (campaign === null) return `no campaign in the path '${cells.run}': name one with --campaign`;
  const naive = timeInOrder(cells.timestamp, order);
  if (typeof naive === 'string') return naive;
  const frequency = readFrequency(cells['cavity freq'], options.freqUnit);
  if (frequency === 'unit?') {
    const reason = `line ${row.line}: cavity freq '${cells['cavity freq']}' has no unit`;
    throw failed(options, reason, 'say it: --freq-unit Hz, kHz, MHz or GHz');
  }
  if (frequency !== null && 'reason' in frequency) return frequency.reason;
  const zone = options.timeZone;
  const takenAt = naive === null ? null : createLocalClock({ zone }).read(naive).t;
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
  return [file, ...copies(row, file, options), acceptedRow(row, file, options)];
}

/** What the flags say of copies: present, and nothing more; truncated paths are never addresses. */
function copies({ cells }: RunlogRow, file: FileFact, options: RunlogOptions): ReplicaFact[] {
  const at = file.takenAt ?? options.now;
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

function acceptedRow(row: RunlogRow, file: FileFact, options: RunlogOptions): ImportRowFact {
  return {
    kind: 'import-row',
    source: `runlog:${options.sha256}`,
    file: options.file,
    line: row.line,
    raw: trimRaw(row.raw),
    refused: null,
    target: { campaign: file.campaign, run: file.run, name: file.name },
    cells: row.cells,
  };
}

function refusedRow(problem: RunlogProblem, options: RunlogOptions): ImportRowFact {
  return {
    kind: 'import-row',
    source: `runlog:${options.sha256}`,
    file: options.file,
    line: problem.line,
    raw: trimRaw(problem.raw),
    refused: trimReason(problem.reason),
    target: null,
    cells: null,
  };
}
