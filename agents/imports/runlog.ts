/** Facts of the existing run catalogue as a file: every row kept raw, each good one as a file with its copies. */

import type { RunlogProblem } from '#agents/formats/runlog-csv.ts';
import { parseRunlog } from '#agents/formats/runlog-csv.ts';
import type { DateOrder } from '#agents/formats/runlog-values.ts';
import { decideDateOrder } from '#agents/formats/runlog-values.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { RowPlace, RunlogSettings } from './runlog-row.ts';
import { askFor, campaignOf, refusedRow, rowFacts } from './runlog-row.ts';
import type { RefusedFact } from './send-facts.ts';

export interface RunlogOptions extends RunlogSettings {
  /** The file as it was named. */
  readonly file: string;
  /** Hexadecimal SHA-256 of its bytes: the same file is the same source. */
  readonly sha256: string;
}

export interface RunlogFacts {
  readonly facts: readonly Fact[];
  readonly rows: number;
  readonly refused: readonly RunlogProblem[];
  /** The order in which the dates were read. */
  readonly dateOrder: DateOrder;
  readonly runs: readonly string[];
}

/** What to do where nothing decides the order of dates. */
export const ORDER_HINTS = {
  order: 'say which: --date-order dmy (day/month) or --date-order mdy (month/day)',
  campaign:
    'the column run has to hold a directory such as Run_2023.11-QUAX; or name it: --campaign Run_2023.11-QUAX',
} as const;

/**
 * Reads the text of a run catalogue; pure.
 * @throws FlashError where the header is wrong, or nothing decides the order of dates or the unit of frequency.
 */
export function runlogFacts(text: string, options: RunlogOptions): RunlogFacts {
  const { file } = options;
  const parsed = parseRunlog(text);
  if (!parsed.ok) {
    throw askFor(file, parsed.reason, 'the header must be that of the run catalogue, as printed');
  }
  const dated = parsed.rows.map(({ cells }) => ({
    campaign: campaignOf(cells.run, options),
    timestamp: cells.timestamp,
  }));
  const decision = decideDateOrder(dated, options.dateOrder);
  if (!decision.ok) throw askFor(file, decision.reason, ORDER_HINTS[decision.missing]);
  const source = `runlog:${options.sha256}`;
  const { order } = decision;
  const facts: Fact[] = [];
  const refused: RunlogProblem[] = [...parsed.problems];
  const runs = new Set<string>();
  for (const { line, raw, cells } of parsed.rows) {
    const place: RowPlace = { source, file, line, raw };
    const made = rowFacts(cells, { place, row: `line ${line}`, order, settings: options });
    if (typeof made === 'string') {
      refused.push({ line, raw, reason: made });
      continue;
    }
    runs.add(cells.run);
    facts.push(...made);
  }
  refused.sort((a, b) => a.line - b.line);
  for (const { line, raw, reason } of refused) {
    facts.push(refusedRow({ source, file, line, raw }, reason));
  }
  const rows = parsed.rows.length + parsed.problems.length;
  return { facts, rows, refused, dateOrder: decision.order, runs: [...runs] };
}

/** What the recorder refused, by the row that it came from: one problem a line, the first reason. */
export function problemsOf(
  refused: readonly RefusedFact[],
  facts: readonly Fact[],
): RunlogProblem[] {
  if (refused.length === 0) return [];
  const rows = facts.filter((fact) => fact.kind === 'import-row');
  const byFile = new Map(
    rows.map((row) => [`${row.target?.run ?? ''}\0${row.target?.name ?? ''}`, row]),
  );
  const problems = new Map<number, RunlogProblem>();
  for (const { fact, reason } of refused) {
    const isOfFile = fact.kind === 'file' || fact.kind === 'replica';
    const named = isOfFile ? byFile.get(`${fact.run}\0${fact.name}`) : undefined;
    const row = fact.kind === 'import-row' ? fact : named;
    if (row === undefined || problems.has(row.line)) continue;
    problems.set(row.line, { line: row.line, raw: row.raw, reason });
  }
  return [...problems.values()];
}
