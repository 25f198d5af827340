/** The page of all files as HTML: what can be asked, how far the answer is, and what was found. */

import type { CampaignHead } from '#site/snapshot/schema/manifest.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { runHref } from '../href.ts';
import { softwareLink } from '../run/software.ts';
import { escapeHtml, escapeWords, html, raw, type Html } from '../text/html.ts';
import { listLabel } from '../text/parts.ts';
import { day, clock } from '../text/times.ts';
import type { FindStep } from './find.ts';
import { COPY_STATES, type FilesQuery } from './query.ts';
import type { FoundFile } from './source.ts';

const STATE_WORDS: Readonly<Record<(typeof COPY_STATES)[number], string>> = {
  present: 'a copy is present',
  none: 'no copy is present',
  verified: 'verified',
  archived: 'archived',
  removed: 'a copy was removed',
};

/** Returns the form: a plain one, which the hub answers without script. */
export function filesForm(query: FilesQuery, campaigns: readonly CampaignHead[]): Html {
  const field = (key: string, label: string, value: string, hint: string): Html =>
    html`<label
      >${label} <input name="${key}" value="${value}" placeholder="${hint}" autocomplete="off" />
    </label>`;
  const option = (value: string, words: string, isChosen: boolean): Html =>
    html`<option value="${value}" ${isChosen && html` selected`}>${words}</option>`;
  return html`<div class="find-fields">
      ${field('name', 'Part of the name', query.name ?? '', '_00042')}
      <label
        >Campaign
        <select name="campaign">
          ${option('', 'all', query.campaign === null)}
          ${campaigns.map(({ slug, name }) => option(slug, name, slug === query.campaign))}
        </select>
      </label>
      ${field('run', 'Run', query.run?.text ?? '', '130..140')}
      ${field('taken', 'Taken, UTC', query.taken?.text ?? '', '2026-11-20..2026-11-21')}
      ${field('tuner', 'Tuner, °', query.tuner?.text ?? '', '20..22.5')}
      ${field('f', 'Cavity, MHz', query.f?.text ?? '', '8833..8834')}
      ${field('sum', 'Adler-32 or SHA-256', query.sum ?? '', 'whole')}
      <label
        >Copies
        <select name="copies">
          ${option('', 'any', query.copies === null)}
          ${COPY_STATES.map((state) => option(state, STATE_WORDS[state], state === query.copies))}
        </select>
      </label>
    </div>
    <p class="actions">
      <button class="button">Find</button>
      <button class="button" type="button" data-find-stop hidden>Stop</button>
      <span class="take" data-find-take hidden>
        <button type="button" class="button" data-take="csv">CSV</button>
        <button type="button" class="button" data-take="json">JSON</button>
      </span>
    </p>`;
}

/** Names what the address asks in vain. */
export function unknownNote({ unknown }: FilesQuery): Html | null {
  if (unknown.length === 0) return null;
  return html`<p class="banner attention">
    <i class="shape attention" aria-hidden="true"></i
    ><span
      >Not understood in this address, so not applied:
      ${unknown.map((name) => html`<code>${name}</code> `)}</span
    >
  </p>`;
}

/** Where a search stands. */
export interface Progress extends Omit<FindStep, 'files'> {
  readonly found: number;
  readonly bytes: number;
  /** Why it ended before its end; null: it did not. */
  readonly ended: string | null;
}

/** `12 files found; 3 of 3 parts looked through, 9 not needed; 41 kB read`. */
export function progressText(progress: Progress): string {
  const { found, searched, total, leftOut, lagging, withoutSha256, bytes, ended } = progress;
  const files = `${formatCount(found)} ${found === 1 ? 'file' : 'files'} found`;
  const parts = `${formatCount(searched)} of ${formatCount(total)} parts looked through`;
  const skipped = leftOut > 0 ? `, ${formatCount(leftOut)} not needed` : '';
  const late =
    lagging > 0
      ? `. ${lagging === 1 ? 'One part waits' : `${formatCount(lagging)} parts wait`} to be written again: what became known of its files lately may be missing`
      : '';
  const unsummed =
    withoutSha256 > 0
      ? `. ${withoutSha256 === 1 ? 'One file that came lately is' : `${formatCount(withoutSha256)} files that came lately are`} in no part yet, and found by Adler-32, not by SHA-256`
      : '';
  const end = ended === null ? '' : `. ${ended}`;
  return `${files}; ${parts}${skipped}; ${showText(bytes, 'By')} read${late}${unsummed}${end}.`;
}

const HEADS = ['Taken, UTC', 'Size', 'Tuner', 'Cavity', 'adler32'] as const;

/** Returns the table of what was found, or the sentence that nothing was. */
export function foundTable(files: readonly FoundFile[], canCopy: boolean): Html {
  if (files.length === 0) return html`<p class="empty">No file fits.</p>`;
  return html`<div
    class="table-frame tall files-frame"
    tabindex="0"
    role="region"
    aria-label="${listLabel('Files found', canCopy)}"
  >
    <table class="data files" aria-rowcount="${files.length + 1}">
      <thead>
        <tr aria-rowindex="1">
          <th scope="col">Name</th>
          <th scope="col">Run</th>
          ${HEADS.map((head) => html`<th scope="col" class="n">${head}</th>`)}
          <th scope="col">Software</th>
        </tr>
      </thead>
      <tbody>
        ${raw(foundRows(files, { first: 0, count: canCopy ? 40 : files.length }, canCopy))}
      </tbody>
    </table>
  </div>`;
}

/** Rows of a window as one text. */
export function foundRows(
  files: readonly FoundFile[],
  { first, count }: { readonly first: number; readonly count: number },
  canCopy: boolean,
): string {
  return files
    .slice(first, first + count)
    .map((file, i) => rowHtml(file, first + i, canCopy))
    .join('');
}

const missing = '<span class="missing">not known</span>';

function rowHtml(file: FoundFile, index: number, canCopy: boolean): string {
  const { slug, campaign, run, name, t, bytes, tunerDeg, cavityHz, adler32 } = file;
  const software = file.softwareVersion;
  const whole = escapeHtml(pathOf(file));
  const copy = canCopy
    ? `<button type="button" class="copy" data-copy="${whole}" title="Copy ${whole}">copy path</button>`
    : '';
  const number = (value: number | null, unit: string): string =>
    `<td class="n">${value === null ? missing : showText(value, unit)}</td>`;
  return (
    `<tr aria-rowindex="${index + 2}"><th scope="row"><bdi>${escapeHtml(name)}</bdi>${copy}</th>` +
    `<td><a href="${escapeHtml(runHref(slug, run))}">${run}</a> <span class="quiet">${escapeWords(campaign)}</span></td>` +
    `<td class="n">${t === null ? missing : `${day(t)} ${clock(t)}`}</td>` +
    `${number(bytes, 'By')}${number(tunerDeg, 'deg')}${number(cavityHz, 'Hz')}` +
    `<td class="n mono">${adler32 === null ? missing : escapeHtml(adler32)}</td>` +
    `<td>${software === null ? missing : softwareLink(software).text}</td></tr>`
  );
}

/** Where a file stood when it was found. */
export function pathOf({ path, name }: FoundFile): string {
  return `${path.replace(/\/$/, '')}/${name}`;
}
