/** The page of storage: what fills and when, copies by state and age, quotas, and the table of the computing request. */

import type { DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { QuotaShown, ResourceShown, Storage } from '#site/snapshot/schema/storage.ts';
import { formatCount, formatSignificant, showText } from '#telemetry/units.ts';
import { gravest } from '../now/state.ts';
import { VOLUME_STALE_MS } from '../now/thresholds.ts';
import { html, raw, type Html } from '../text/html.ts';
import { stateMark, timeTag } from '../text/parts.ts';
import { clockOrDay, day } from '../text/times.ts';
import { copiesSection } from './copies.ts';
import { outlookOf, type Outlook } from './outlook.ts';
import { requestSection, showAmount } from './request.ts';

export interface StorageInput {
  readonly storage: Storage;
  readonly years: readonly DaysOfYear[];
  /** All is judged for this time. */
  readonly at: number;
  /** When the publisher was heard last, where that is too long ago; null: it goes on. */
  readonly silentSince: number | null;
}

/** The parts of the page by the name of their place. */
export function storageSections(input: StorageInput): Readonly<Record<string, string>> {
  const bytes = input.storage.resources.filter(({ unit }) => unit === 'By');
  const others = input.storage.resources.filter(({ unit }) => unit !== 'By');
  return {
    head: head(input).text,
    volumes: volumesSection(input, bytes).text,
    copies: copiesSection(input.years, input.at).text,
    pieces: piecesSection(input, others).text,
    request: requestSection(input.storage).text,
  };
}

interface Judged {
  readonly resource: ResourceShown;
  readonly outlook: Outlook;
  readonly isStale: boolean;
}

function judge({ storage, at }: StorageInput, resource: ResourceShown): Judged {
  const isStale = resource.at === null || at - resource.at > staleAfter(resource);
  const seen = resource.at ?? at;
  return {
    resource,
    isStale,
    outlook: isStale
      ? {
          state: 'stale',
          words:
            resource.at === null ? 'never read' : `not read since ${clockOrDay(resource.at, at)}`,
          fullAt: null,
        }
      : outlookOf({ ...resource, at: seen }, storage.plannedEnd),
  };
}

/** A quota from a paper is read when the configuration is: it is as old as that, and not wrong for it. */
function staleAfter({ quotas }: ResourceShown): number {
  return quotas.length === 0 ? VOLUME_STALE_MS : 4 * 86_400_000;
}

/** Which fills first; where none is known to, whether all are known not to. */
function firstWords(judged: readonly Judged[]): string {
  if (judged.length === 0) return 'No volume and no quota is watched.';
  const first = judged
    .filter(({ outlook }) => outlook.fullAt !== null)
    .sort((a, b) => (a.outlook.fullAt ?? 0) - (b.outlook.fullAt ?? 0))[0];
  if (first !== undefined) return `${first.resource.label} fills first: ${first.outlook.words}.`;
  const known = judged.filter(({ outlook }) => outlook.state === 'good').length;
  if (known === judged.length) return 'Nothing that is watched fills at its present growth.';
  return known === 0
    ? 'When anything fills is not known yet.'
    : `${formatCount(known)} of ${formatCount(judged.length)} do not fill at their present growth; when the others do is not known.`;
}

function unknownGrowth(unknown: number, all: number): string | null {
  if (unknown === 0) return null;
  const which =
    unknown === all ? 'none of them' : `${formatCount(all - unknown)} of the ${formatCount(all)}`;
  return `Of ${which} it is known how fast it grows.`;
}

/** What a tired person reads first: which fills first, and when. */
function head(input: StorageInput): Html {
  const { storage, at, silentSince } = input;
  if (silentSince !== null)
    return html`<h1>
        <span class="attention">No news since ${clockOrDay(silentSince, at)} UTC.</span>
      </h1>
      <p class="lede">Below is what was last seen of storage.</p>`;
  const judged = storage.resources.map((resource) => judge(input, resource));
  const unknown = judged.filter(({ outlook }) => outlook.state === 'none').length;
  const stale = judged.filter(({ isStale }) => isStale).length;
  const sentence = firstWords(judged);
  const tone = gravest(judged.map(({ outlook }) => outlook.state));
  return html`<p class="as-of">
      as of ${timeTag(storage.at, `${day(storage.at)}, ${clockOrDay(storage.at, storage.at)} UTC`)}
    </p>
    <h1>
      <span class="${tone === 'alarm' || tone === 'attention' ? tone : 'plain'} word"
        >${sentence}</span
      >
    </h1>
    <p class="lede">
      ${storage.plannedEnd === null ? 'No end of the campaign is planned.' : html`${storage.campaign} ${storage.plannedEnd < at ? 'was' : 'is'} planned to end ${timeTag(storage.plannedEnd, day(storage.plannedEnd))}.`}
      ${unknownGrowth(unknown, judged.length)}
      ${stale === 0 ? null : `${formatCount(stale)} of ${formatCount(judged.length)} did not answer lately.`}
    </p>`;
}

function volumesSection(input: StorageInput, resources: readonly ResourceShown[]): Html {
  if (resources.length === 0) return html`<p class="empty">No volume is watched.</p>`;
  return html`<ul class="volumes">
    ${resources.map((resource) => volumeCard(judge(input, resource), input))}
  </ul>`;
}

function volumeCard({ resource, outlook, isStale }: Judged, { storage, at }: StorageInput): Html {
  const { used, capacity, unit } = resource;
  const share = used === null || !capacity ? null : Math.min(1, used / capacity);
  const amount =
    used === null
      ? html`<span class="missing">did not answer</span>`
      : html`${showText(used, unit)}<small
            >${capacity === null ? ', size not known' : ` of ${showText(capacity, unit)}`}</small
          >`;
  return html`<li class="volume" data-state="${outlook.state}">
    <div class="volume-head">
      <h3>${resource.label}</h3>
      <code class="quiet">${resource.name}</code>
    </div>
    <p class="volume-used">
      ${amount}${share === null ? null : html`<b>${formatSignificant(share * 100, 2)} %</b>`}
    </p>
    ${share === null ? null : html`<div class="bar" aria-hidden="true"><i style="inline-size:${(share * 100).toFixed(1)}%"></i></div>`}
    ${isStale ? null : history(resource, storage.plannedEnd, at)}
    <p class="volume-outlook">${stateMark(outlook.state, outlook.words)}</p>
    <p class="quiet">
      ${resource.role};
      ${resource.at === null ? 'never read' : html`read ${timeTag(resource.at, clockOrDay(resource.at, at))}`}${resource.growth === null ? null : html`; growth over ${resource.growthOverMs > 80_000_000 ? 'a day' : '6\u00a0h'}`}
    </p>
    ${resource.quotas.length === 0 ? null : html`<p class="quiet">${resource.quotas.map((quota, i) => html`${i === 0 ? null : '; '}${quotaWords(quota, unit)}`)}</p>`}
  </li>`;
}

const [WIDTH, HEIGHT] = [320, 72];

/** The days so far as a line, the forecast dashed up to the planned end or as far ahead as the history goes back. */
function history(resource: ResourceShown, plannedEnd: number | null, at: number): Html | null {
  const { days, capacity, used, growth } = resource;
  const points = days.flatMap(({ t, used: value }) => (value === null ? [] : [{ t, value }]));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || used === null || last.t === first.t) return null;
  const ahead = Math.max(last.t - first.t, 86_400_000);
  const until = Math.min(
    plannedEnd !== null && plannedEnd > at ? plannedEnd : last.t + ahead,
    last.t + 3 * ahead,
  );
  const then = growth === null ? null : used + (growth * (until - last.t)) / 1_000;
  const top = Math.max(capacity ?? 0, ...points.map(({ value }) => value), 1) * 1.04;
  const x = (t: number): string => (((t - first.t) / (until - first.t)) * WIDTH).toFixed(1);
  const y = (value: number): string => (HEIGHT - (Math.max(0, value) / top) * HEIGHT).toFixed(1);
  const line = points
    .map(({ t, value }, i) => `${i === 0 ? 'M' : 'L'}${x(t)} ${y(value)}`)
    .join('');
  const full =
    capacity === null || then === null || then <= capacity || growth === null
      ? null
      : last.t + ((capacity - used) / growth) * 1_000;
  const end =
    then === null
      ? ''
      : `M${x(last.t)} ${y(used)}L${full === null ? `${x(until)} ${y(then)}` : `${x(full)} ${y(capacity ?? 0)}`}`;
  return html`<svg
      class="volume-chart"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      ${capacity === null ? null : raw(`<path class="limit" d="M0 ${y(capacity)}H${WIDTH}"/>`)}
      ${raw(`<path class="c5" d="${line}"/><path class="c5 ahead" d="${end}"/>`)}
    </svg>
    <p class="volume-axis quiet"><span>${day(first.t)}</span><span>${day(until)}</span></p>`;
}

function quotaWords(
  { standing, bound, value, source, validFrom, note }: QuotaShown,
  unit: string,
): Html {
  const amount =
    bound === 'limited' ? showAmount(value, unit) : bound === 'none' ? 'none' : 'without limit';
  return html`${standing}: ${amount} (${source}, from
  ${timeTag(validFrom, day(validFrom))}${note === null ? null : html`, <bdi>${note}</bdi>`})`;
}

function piecesSection(input: StorageInput, resources: readonly ResourceShown[]): Html {
  if (resources.length === 0)
    return html`<p class="empty">No quota of processors, machines or addresses is watched.</p>`;
  return html`<div
    class="table-frame"
    tabindex="0"
    role="region"
    aria-label="Quotas that are counted"
  >
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Quota</th>
          <th scope="col" class="n">Used</th>
          <th scope="col" class="n">Of</th>
          <th scope="col">Outlook</th>
          <th scope="col">Who says so</th>
        </tr>
      </thead>
      <tbody>
        ${resources.map((resource) => {
          const { outlook } = judge(input, resource);
          return html`<tr>
            <th scope="row">
              ${resource.label} <span class="quiet">${unitWord(resource.unit)}</span>
            </th>
            <td class="n">
              ${resource.used === null ? html`<span class="missing">not known</span>` : showAmount(resource.used, resource.unit)}
            </td>
            <td class="n">
              ${resource.capacity === null ? html`<span class="missing">not known</span>` : showAmount(resource.capacity, resource.unit)}
            </td>
            <td>${stateMark(outlook.state, outlook.words)}</td>
            <td>${[...new Set(resource.quotas.map(({ source }) => source))].join(', ')}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** `{cpu}` is a unit of UCUM; people read the word. */
function unitWord(unit: string): string {
  return unit === 'By' ? 'bytes' : unit.replaceAll(/[{}]/g, '');
}
