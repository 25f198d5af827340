/** The files of a run as a table: the first ones in the page, with script those in sight of any number of them. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { escapeHtml, escapeWords, html, raw, type Html } from '../text/html.ts';
import { listLabel } from '../text/parts.ts';
import { clock, dayClock } from '../text/times.ts';
import { copiesByLocation } from './file-copies.ts';
import { softwareLink } from './software.ts';

export const FILES_IN_PAGE = 100;
const MISSING = html`<span class="missing">not measured</span>`;
const NOT_NAMED = html`<span class="missing">not in its name</span>`;
const UNKNOWN = html`<span class="missing">not known</span>`;
/** More locations than this stand in one column. */
const MOST_LOCATIONS = 4;

/** One file: a row of some columns. */
export interface FileAt {
  readonly files: FileColumns;
  readonly i: number;
}

/** A list of files, of which not all need be there. */
export interface FileList {
  readonly count: number;
  /** Null: not there yet. */
  at(index: number): FileAt | null;
  /** Whatever is there: it tells which columns there are. */
  readonly known: readonly FileColumns[];
}

export interface FileWindow {
  readonly first: number;
  readonly count: number;
}

/** What all files of a table share. */
export interface FilesOf extends Pick<Run, 'origin' | 'path'> {
  /** Whether rows get buttons that copy. */
  readonly canCopy: boolean;
}

/** Returns the first files, as they stand in the page. */
export function filesTable(run: Run): Html {
  if (run.fileCount === 0) return html`<p class="empty">No file in this run.</p>`;
  const list = listOf(run.files, run.fileCount);
  const shown = Math.min(run.files.name.length, FILES_IN_PAGE);
  return filesFrame(list, { ...run, canCopy: false }, { first: 0, count: shown });
}

/** Returns files of one set of columns as a list. */
export function listOf(files: FileColumns, count: number): FileList {
  return {
    count,
    known: [files],
    at: (i) => (i < files.name.length ? { files, i } : null),
  };
}

/** Returns the table of a window of a list; `above` and `below` are the pixels that the others would take. */
export function filesFrame(
  list: FileList,
  of: FilesOf,
  window: FileWindow,
  space: { readonly above: number; readonly below: number } = { above: 0, below: 0 },
): Html {
  const columns = columnsOf(list.known, of);
  const blank = (px: number, where: string): Html =>
    html`<tr class="space" data-space="${where}" aria-hidden="true">
      <td colspan="${columns.length + 1}" style="block-size:${px}px"></td>
    </tr>`;
  const isWhole = space.above === 0 && space.below === 0;
  return html`<div
    class="table-frame tall files-frame"
    tabindex="0"
    role="region"
    aria-label="${listLabel('Files', of.canCopy)}"
  >
    <table class="data files" aria-rowcount="${list.count + 1}">
      <thead>
        <tr aria-rowindex="1">
          <th scope="col">Name</th>
          ${columns.map(({ header, isText }) => html`<th scope="col" class="${isText ? '' : 'n'}">${header}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${isWhole ? null : blank(space.above, 'above')}${raw(rowsHtml(list, of, window))}${isWhole ? null : blank(space.below, 'below')}
      </tbody>
    </table>
  </div>`;
}

/** Returns rows as one text: a piece of HTML for each of two thousand cells takes three times as long. */
export function rowsHtml(list: FileList, of: FilesOf, { first, count }: FileWindow): string {
  const columns = columnsOf(list.known, of);
  let text = '';
  for (let index = first; index < Math.min(first + count, list.count); index += 1) {
    const file = list.at(index);
    text += `<tr aria-rowindex="${index + 2}">`;
    if (file === null) {
      text += `<th scope="row" class="missing">loading…</th><td colspan="${columns.length}"></td></tr>`;
      continue;
    }
    text += `<th scope="row">${nameHtml(file.files.name[file.i] ?? '', of)}</th>`;
    for (const { cell } of columns) text += cell(file);
    text += '</tr>';
  }
  return text;
}

function nameHtml(name: string, { canCopy, path }: FilesOf): string {
  const shown = `<bdi>${escapeHtml(name)}</bdi>`;
  if (!canCopy) return shown;
  const whole = escapeHtml(`${path.replace(/\/$/, '')}/${name}`);
  return `${shown}<button type="button" class="copy" data-copy="${whole}" title="Copy ${whole}">copy path</button>`;
}

interface FileColumn {
  readonly header: Html;
  readonly isText: boolean;
  /** HTML: the table cell of a file. */
  readonly cell: (file: FileAt) => string;
}

const known = new WeakMap<readonly FileColumns[], readonly FileColumn[]>();

/** Worked out once for what is there: scrolling asks with every frame. */
function columnsOf(parts: readonly FileColumns[], of: FilesOf): readonly FileColumn[] {
  const made = known.get(parts) ?? makeColumns(parts, of);
  known.set(parts, made);
  return made;
}

type Text = 'adler32' | 'softwareVersion';
type Quantity = 'dt' | 'bytes' | 'tunerDeg' | 'cavityHz' | 'tCavK' | 'tMcK';

/** Columns that hold at least one value; a quantity that no file has is no column. */
function makeColumns(parts: readonly FileColumns[], of: FilesOf): readonly FileColumn[] {
  const quantity = (
    key: Quantity,
    header: Html,
    write: (value: number, files: FileColumns) => string,
    missing: Html,
  ): FileColumn[] => {
    if (!hasAny(parts, key)) return [];
    return [
      {
        header,
        isText: false,
        cell: cells(key, (value, files) => html`${write(value, files)}`, missing),
      },
    ];
  };
  const time = timeText(parts);
  return [
    ...quantity(
      'dt',
      of.origin === 'import' ? html`Listed, UTC` : html`Taken, UTC`,
      (dt, { t0 }) => time((t0 ?? 0) + dt),
      UNKNOWN,
    ),
    ...quantity('bytes', html`Size`, (bytes) => showText(bytes, 'By'), UNKNOWN),
    ...quantity('tunerDeg', html`Tuner`, (degrees) => showText(degrees, 'deg'), NOT_NAMED),
    ...quantity('cavityHz', html`Cavity`, (hz) => showText(hz, 'Hz'), MISSING),
    ...quantity('tCavK', html`T<sub>cav</sub>`, (kelvin) => showText(kelvin, 'K'), MISSING),
    ...quantity('tMcK', html`T<sub>MC</sub>`, (kelvin) => showText(kelvin, 'K'), MISSING),
    ...(hasAny(parts, 'adler32') ? [sumColumn(of)] : []),
    ...(hasAny(parts, 'softwareVersion') ? [softwareColumn] : []),
    ...copyColumns(parts),
  ];
}

function hasAny(parts: readonly FileColumns[], key: Quantity | Text): boolean {
  return parts.some((part) => part[key].some((value) => value !== null));
}

/** Clock times where all that is there is of one day. */
function timeText(parts: readonly FileColumns[]): (t: number) => string {
  const ends = parts.flatMap(({ t0, dt }) => {
    const last = dt.findLast((value) => value !== null);
    return t0 === null ? [] : [t0, t0 + (last ?? 0)];
  });
  const days = new Set(ends.map((t) => Math.floor(t / 86_400_000)));
  const last = ends.at(-1) ?? 0;
  return (t) => (days.size <= 1 ? clock(t) : dayClock(t, last));
}

function sumColumn({ canCopy }: FilesOf): FileColumn {
  const write = (sum: string): Html =>
    canCopy
      ? html`<button type="button" class="copy mono" data-copy="${sum}" title="Copy the checksum">
          ${sum}
        </button>`
      : html`<span class="mono">${sum}</span>`;
  return { header: html`adler32`, isText: false, cell: cells('adler32', write, UNKNOWN) };
}

const softwareColumn: FileColumn = {
  header: html`Software`,
  isText: true,
  cell: cells('softwareVersion', (version) => softwareLink(version), UNKNOWN, ''),
};

/** Cells of a column, each value written once: the files of a run share most of what is known of them. */
function cells<Key extends Quantity | Text>(
  key: Key,
  write: (value: NonNullable<FileColumns[Key][number]>, files: FileColumns) => Html,
  missing: Html,
  name = 'n',
): (file: FileAt) => string {
  const written = new WeakMap<FileColumns, Map<unknown, string>>();
  return ({ files, i }) => {
    const of = written.get(files) ?? new Map<unknown, string>();
    written.set(files, of);
    const value = files[key][i] ?? null;
    const made = of.get(value);
    if (made !== undefined) return made;
    const inside = value === null ? missing : write(value, files);
    const cell = `<td class="${name}">${inside.text}</td>`;
    of.set(value, cell);
    return cell;
  };
}

/** A column for each place that has or had copies; one for all where there are many places. */
function copyColumns(parts: readonly FileColumns[]): readonly FileColumn[] {
  const tables = new Map(parts.map((part) => [part, part.copyWords.map(copiesByLocation)]));
  const all = [...tables.values()].flat().flatMap((copies) => [...copies.keys()]);
  const locations = [...new Set(all)].toSorted();
  if (locations.length === 0 || locations.length > MOST_LOCATIONS) {
    const cell = ({ files, i }: FileAt): string =>
      `<td>${escapeWords(files.copyWords[files.copies[i] ?? -1] ?? 'no copy known')}</td>`;
    return [{ header: html`Copies`, isText: true, cell }];
  }
  return locations.map((location) => ({
    header: html`Copy: ${location}`,
    isText: true,
    cell: ({ files, i }) => {
      const words = tables.get(files)?.[files.copies[i] ?? -1]?.get(location);
      return `<td>${words === undefined ? '<span class="missing">none known</span>' : escapeWords(words)}</td>`;
    },
  }));
}

/** What stands above the table: how many files are shown of how many. */
export function filesHint(shown: number, total: number, text: string): string {
  const all = `${formatCount(total)} ${total === 1 ? 'file' : 'files'}`;
  if (text !== '') return `${formatCount(shown)} of ${all} with “${text}” in the name`;
  return shown < total ? `the first ${formatCount(shown)} of ${all}` : all;
}
