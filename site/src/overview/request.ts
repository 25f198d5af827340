/** What was asked for, given and used, year by year: what a computing request starts from. */

import type { Storage, YearLine } from '#site/snapshot/schema/storage.ts';
import { formatCount, formatSignificant, showText } from '#telemetry/units.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark } from '../text/parts.ts';
import { day } from '../text/times.ts';
import { csvHref } from './csv.ts';

/** Pieces are counted, bytes are said with their prefix. */
export function showAmount(value: number | null, unit: string): string {
  if (value === null) return 'not known';
  return unit.startsWith('{') ? formatCount(value) : showText(value, unit);
}

const BOUND_WORDS = { none: 'none', unlimited: 'without limit' } as const;

function quotaCell(quota: YearLine['assigned'], unit: string): Html {
  if (quota === null) return html`<td class="n missing">not said</td>`;
  const text = quota.bound === 'limited' ? showAmount(quota.value, unit) : BOUND_WORDS[quota.bound];
  return html`<td class="n" title="${quota.source}">${text}</td>`;
}

export function requestSection({ years }: Storage): Html {
  if (years.length === 0)
    return html`<p class="empty">
      No quota is known: name them under <code>storage: quotas</code> of an agent, or let it ask a
      cloud.
    </p>`;
  return html`<p class="actions">
      <a class="button" href="${requestCsv(years)}" download="flash-computing-request.csv">CSV</a>
    </p>
    <div class="table-frame" tabindex="0" role="region" aria-label="Assigned and used by year">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Year</th>
            <th scope="col">Resource</th>
            <th scope="col" class="n">Requested</th>
            <th scope="col" class="n">Assigned</th>
            <th scope="col" class="n">Used</th>
            <th scope="col" class="n">Used of assigned</th>
          </tr>
        </thead>
        <tbody>
          ${years.map((line) => yearRow(line))}
        </tbody>
      </table>
    </div>`;
}

function yearRow({ year, label, unit, requested, assigned, used, usedAt }: YearLine): Html {
  const share = used === null || !assigned?.value ? null : used / assigned.value;
  const state: State =
    share === null ? 'none' : share >= 1 ? 'alarm' : share >= 0.9 ? 'attention' : 'good';
  return html`<tr>
    <th scope="row">${year}</th>
    <td>${label}</td>
    ${quotaCell(requested, unit)} ${quotaCell(assigned, unit)}
    ${used === null ? html`<td class="n missing">not known</td>` : html`<td class="n" title="${usedAt === null ? '' : day(usedAt)}">${showAmount(used, unit)}</td>`}
    <td class="n">
      ${share === null ? null : stateMark(state, `${formatSignificant(share * 100, 3)}\u00a0%`)}
    </td>
  </tr>`;
}

/** In base units, as the catalogue has them. */
function requestCsv(years: readonly YearLine[]): string {
  const value = (quota: YearLine['assigned']): string | number | null =>
    quota === null ? null : quota.bound === 'limited' ? quota.value : quota.bound;
  return csvHref(
    [
      'year',
      'resource',
      'label',
      'unit',
      'requested',
      'requested_source',
      'assigned',
      'assigned_source',
      'used',
      'used_at',
    ],
    years.map((line) => [
      line.year,
      line.resource,
      line.label,
      line.unit,
      value(line.requested),
      line.requested?.source ?? null,
      value(line.assigned),
      line.assigned?.source ?? null,
      line.used,
      line.usedAt === null ? null : new Date(line.usedAt).toISOString(),
    ]),
  );
}
