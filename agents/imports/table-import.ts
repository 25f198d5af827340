/** Imports the existing run table: rows that are new or changed since the last round become facts, the same as those of a CSV. */

import { createHash } from 'node:crypto';
import type { RunlogColumn } from '#agents/formats/runlog-csv.ts';
import { RUNLOG_COLUMNS, refuseCells } from '#agents/formats/runlog-csv.ts';
import type { DateOrder } from '#agents/formats/runlog-values.ts';
import {
  decideDateOrder,
  orderOfRow,
  readFrequency,
  readTimestamp,
} from '#agents/formats/runlog-values.ts';
import type { DatedRow } from '#agents/formats/runlog-values.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Refused } from './refused-lines.ts';
import { ORDER_HINTS } from './runlog.ts';
import type { RunlogReport } from './runlog-report.ts';
import type { RowPlace, RunlogCells, RunlogSettings } from './runlog-row.ts';
import { askFor, askForUnit, campaignOf, refusedRow, rowFacts } from './runlog-row.ts';
import type { FactSender } from './send-facts.ts';
import type { TableReader } from './table-reader.ts';

/** Of SHA-256: no two rows of a table of any size share it. */
const DIGEST_LETTERS = 24;

/** A source is kept in 255 characters; a longer name is replaced by its digest. */
const NAME_LETTERS = 200;

export interface TableImport {
  /** Delivers what is new or changed. @throws FlashError; what was not committed then comes again the next time. */
  round(options: {
    reader: TableReader;
    sender: FactSender;
    signal: AbortSignal;
    onRow?: (rows: number) => void;
  }): Promise<RunlogReport>;
}

const digest = (...texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, DIGEST_LETTERS);

/** A row as a line of a CSV: what `import_row` keeps as its raw text. */
function rawLine(cells: RunlogCells): string {
  const quote = (cell: string): string =>
    /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return RUNLOG_COLUMNS.map((column) => quote(cells[column])).join(',');
}

/**
 * Makes an import of the table `name`; it remembers in memory which content of each row was committed.
 *
 * The table has no key of its own: a row's source is the table with the digest of run and data, its line the count of
 * rows with the same two. So a row keeps its key whatever is inserted before it, and a changed one replaces itself.
 */
export function createTableImport(name: string, settings: RunlogSettings): TableImport {
  const committed = new Map<string, string>();
  const table = name.length <= NAME_LETTERS ? name : digest(name);
  let decided: DateOrder | null = settings.dateOrder;
  let isSurveyed = decided !== null && settings.freqUnit !== null;

  function placeOf(cells: RunlogCells, counts: Map<string, number>): RowPlace {
    const source = `runlog:${table}#${digest(cells.run, cells.data)}`;
    const line = (counts.get(source) ?? 0) + 1;
    counts.set(source, line);
    return { source, file: name, line, raw: rawLine(cells) };
  }

  return {
    async round({ reader, sender, signal, onRow }) {
      const isDue = decided === null || !isSurveyed;
      const survey = isDue ? await surveyOrder(name, reader, settings) : null;
      isSurveyed = true;
      const order = decided ?? survey?.order ?? 'dmy';
      const counts = new Map<string, number>();
      const sent = new Map<string, string>();
      const refused = new Map<string, Refused>();
      const rowNames = new Map<string, string>();
      const runs = new Set<string>();
      for await (const cells of reader.rows(RUNLOG_COLUMNS)) {
        signal.throwIfAborted();
        const place = placeOf(cells, counts);
        const key = `${place.source} ${place.line}`;
        const content = digest(place.raw);
        if (committed.get(key) === content) continue;
        sent.set(key, content);
        onRow?.(sent.size);
        const row = `run '${cells.run}', data '${cells.data}'`;
        const made = refuseCells(cells) ?? rowFacts(cells, { place, row, order, settings });
        if (typeof made === 'string') {
          refused.set(key, { file: `${name}: ${row}`, line: null, reason: made, raw: place.raw });
          await sender.add([refusedRow(place, made)]);
          continue;
        }
        runs.add(cells.run);
        rowNames.set(`${cells.run}\0${cells.data}`, key);
        await sender.add(made);
      }
      const said = await sender.finish();
      for (const { fact, reason } of said.refused) {
        const row = rowOf(fact, rowNames);
        if (row === null || refused.has(row.key)) continue;
        refused.set(row.key, { file: `${name}: ${row.name}`, line: null, reason, raw: '' });
      }
      for (const [key, content] of sent) committed.set(key, content);
      if (survey?.isDecided === true) decided = survey.order;
      return {
        file: name,
        rows: sent.size,
        refused: [...refused.values()],
        runs: [...runs],
        dateOrder: order,
        added: said.added,
      };
    },
  };
}

/** The row of a fact that the recorder refused. */
function rowOf(
  fact: Fact,
  rowNames: ReadonlyMap<string, string>,
): { readonly key: string; readonly name: string } | null {
  const of = fact.kind === 'import-row' ? fact.target : fact;
  if (of === null || !('run' in of) || of.run === null || !('name' in of)) return null;
  const key = rowNames.get(`${of.run}\0${of.name}`);
  return key === undefined ? null : { key, name: `run '${of.run}', data '${of.name}'` };
}

const SURVEYED = ['run', 'data', 'timestamp', 'cavity freq'] as const satisfies RunlogColumn[];

/**
 * Looks over all rows before the first fact is made, so that an import that must ask asks before it has sent anything.
 * @throws FlashError where nothing decides the order of dates or the unit of a frequency.
 */
async function surveyOrder(
  name: string,
  reader: TableReader,
  settings: RunlogSettings,
): Promise<{ readonly order: DateOrder; readonly isDecided: boolean }> {
  // The first row of each kind decides as all of them would.
  const examples = new Map<string, DatedRow>();
  for await (const cells of reader.rows(SURVEYED)) {
    const dated = { campaign: campaignOf(cells.run, settings), timestamp: cells.timestamp };
    const order = orderOfRow(dated);
    const known = examples.get(String(order));
    if (known === undefined || isMoreTelling(dated, known)) examples.set(String(order), dated);
    if (readFrequency(cells['cavity freq'], settings.freqUnit) === 'unit?') {
      throw askForUnit(name, `run '${cells.run}', data '${cells.data}'`, cells['cavity freq']);
    }
  }
  const decision = decideDateOrder([...examples.values()], settings.dateOrder);
  if (!decision.ok) throw askFor(name, decision.reason, ORDER_HINTS[decision.missing]);
  return { order: decision.order, isDecided: examples.has('dmy') || examples.has('mdy') };
}

/** A time that cannot be read decides as little as one that may be read in two ways, but asks for nothing. */
function isMoreTelling(row: DatedRow, known: DatedRow): boolean {
  return readTimestamp(known.timestamp) === null && readTimestamp(row.timestamp) !== null;
}
