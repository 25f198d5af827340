/** The files of a run as a table: the first ones in the page, the others by script or as JSON. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { escapeHtml, html, raw, type Html } from '../text/html.ts';
import { clock, dayClock } from '../text/times.ts';

export const FILES_IN_PAGE = 200;
const MISSING = html`<span class="missing">not measured</span>`;
const NOT_NAMED = html`<span class="missing">not in its name</span>`;
const UNKNOWN = html`<span class="missing">not known</span>`;

export interface FilesView {
  /** Part of a name. */
  readonly text: string;
  readonly first: number;
}

/** Returns the files whose name holds `text`, from `first` on. */
export function filesTable(run: Run, { text, first }: FilesView): Html {
  const { files, fileCount } = run;
  if (fileCount === 0) return html`<p class="empty">No file in this run.</p>`;
  const wanted = text.toLowerCase();
  const chosen =
    wanted === ''
      ? [...files.name.keys()]
      : files.name.flatMap((name, i) => (name.toLowerCase().includes(wanted) ? [i] : []));
  const shown = chosen.slice(first, first + FILES_IN_PAGE);
  if (shown.length === 0)
    return html`<p class="empty">No file of this run has “${text}” in its name.</p>`;
  const columns = columnsOf(run);
  const of = text === '' ? fileCount : chosen.length;
  return html`<p class="hint" role="status">
      ${formatCount(first + 1)} to ${formatCount(first + shown.length)} of ${formatCount(of)}
    </p>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="Files">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Name</th>
            ${columns.map(({ header }) => html`<th scope="col" class="n">${header}</th>`)}
            <th scope="col">Copies</th>
          </tr>
        </thead>
        <tbody>
          ${raw(rows(files, shown, columns))}
        </tbody>
      </table>
    </div>`;
}

interface FileColumn {
  readonly header: Html;
  /** HTML: the table cell of a file. */
  readonly cell: (i: number) => string;
}

/** Columns that hold at least one value; a quantity that no file has is no column. */
function columnsOf({ files, origin }: Run): readonly FileColumn[] {
  const { t0 } = files;
  const has = (values: readonly unknown[]): boolean => values.some((value) => value !== null);
  const column = (
    values: readonly (number | null)[],
    header: Html,
    write: (value: number) => string,
    missing: Html,
  ): FileColumn[] =>
    has(values) ? [{ header, cell: cells(values, (value) => html`${write(value)}`, missing) }] : [];
  const lastDay = t0 === null ? 0 : t0 + (files.dt.at(-1) ?? 0);
  const isOneDay = t0 !== null && Math.floor(t0 / 86_400_000) === Math.floor(lastDay / 86_400_000);
  return [
    ...column(
      files.dt,
      origin === 'import' ? html`Listed, UTC` : html`Taken, UTC`,
      (dt) => (isOneDay ? clock((t0 ?? 0) + dt) : dayClock((t0 ?? 0) + dt, lastDay)),
      UNKNOWN,
    ),
    ...column(files.bytes, html`Size`, (bytes) => showText(bytes, 'By'), UNKNOWN),
    ...column(files.tunerDeg, html`Tuner`, (degrees) => showText(degrees, 'deg'), NOT_NAMED),
    ...column(files.cavityHz, html`Cavity`, (hz) => showText(hz, 'Hz'), MISSING),
    ...column(files.tCavK, html`T<sub>cav</sub>`, (kelvin) => showText(kelvin, 'K'), MISSING),
    ...column(files.tMcK, html`T<sub>MC</sub>`, (kelvin) => showText(kelvin, 'K'), MISSING),
    ...(has(files.adler32)
      ? [{ header: html`adler32`, cell: cells(files.adler32, checksum, UNKNOWN) }]
      : []),
  ];
}

const checksum = (sum: string): Html => html`<span class="mono">${sum}</span>`;

/** Cells of a column, each value written once: the files of a run share most of what is known of them. */
function cells<Value extends number | string>(
  values: readonly (Value | null)[],
  write: (value: Value) => Html,
  missing: Html,
): (i: number) => string {
  const written = new Map<Value | null, string>();
  return (i) => {
    const value = values[i] ?? null;
    const known = written.get(value);
    if (known !== undefined) return known;
    const cell = `<td class="n">${(value === null ? missing : write(value)).text}</td>`;
    written.set(value, cell);
    return cell;
  };
}

/** Built as one text: a piece of HTML for each of two thousand cells takes three times as long. */
function rows(
  { name, copies, copyWords }: FileColumns,
  shown: readonly number[],
  columns: readonly FileColumn[],
): string {
  const words = copyWords.map(escapeHtml);
  let text = '';
  for (const i of shown) {
    text += `<tr><th scope="row">${escapeHtml(name[i] ?? '')}</th>`;
    for (const { cell } of columns) text += cell(i);
    text += `<td>${words[copies[i] ?? -1] ?? 'no copy known'}</td></tr>`;
  }
  return text;
}
