/** The files of a run as a table: the first ones in the page, the others by script or as JSON. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
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
          ${shown.map((i) => row(files, i, columns))}
        </tbody>
      </table>
    </div>`;
}

interface FileColumn {
  readonly header: Html;
  readonly cell: (i: number) => Html | string;
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
    has(values) ? [{ header, cell: (i) => orMissing(values[i] ?? null, write, missing) }] : [];
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
      ? [
          {
            header: html`adler32`,
            cell: (i: number) =>
              files.adler32[i] == null
                ? UNKNOWN
                : html`<span class="mono">${files.adler32[i]}</span>`,
          },
        ]
      : []),
  ];
}

function orMissing(
  value: number | null,
  write: (value: number) => string,
  missing: Html,
): Html | string {
  return value === null ? missing : write(value);
}

function row(files: FileColumns, i: number, columns: readonly FileColumn[]): Html {
  const copies = files.copyWords[files.copies[i] ?? -1] ?? 'no copy known';
  return html`<tr>
    <th scope="row">${files.name[i]}</th>
    ${columns.map(({ cell }) => html`<td class="n">${cell(i)}</td>`)}
    <td>${copies}</td>
  </tr>`;
}
