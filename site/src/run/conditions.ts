/** How it was during a run: each key channel over its time, with the limits that held then. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import type { KeyChannel } from '#site/snapshot/schema/runs.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark, symbols } from '../text/parts.ts';

type Statistic = Run['statistics'][number];

const MISSING = html`<span class="missing">not measured</span>`;

/** Returns the table; a campaign without key channels says so. */
export function conditionsSection({ keyChannels, statistics, origin }: Run): Html {
  if (origin === 'import')
    return html`<p class="empty">
      Not known: the older catalogue does not say when this run was taken.
    </p>`;
  if (keyChannels.length === 0)
    return html`<p class="empty">This campaign has named no key channels.</p>`;
  const of = new Map(statistics.map((statistic) => [statistic.channel, statistic]));
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Conditions">
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col" class="n">Mean</th>
          <th scope="col" class="n">Lowest</th>
          <th scope="col" class="n">Highest</th>
          <th scope="col" class="n">Last</th>
          <th scope="col" class="n">Readings</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        ${keyChannels.map((key) => row(key, of.get(key.channel)))}
      </tbody>
    </table>
  </div>`;
}

function row(key: KeyChannel, statistic: Statistic | undefined): Html {
  const { channel, label, unit } = key;
  const value = (of: number | null | undefined): Html =>
    of == null ? MISSING : html`${showText(of, unit)}`;
  return html`<tr>
    <th scope="row" title="${channel}">${symbols(label)}</th>
    <td class="n">${value(statistic?.mean)}</td>
    <td class="n">${value(statistic?.min)}</td>
    <td class="n">${value(statistic?.max)}</td>
    <td class="n">${value(statistic?.last)}</td>
    <td class="n">${formatCount(statistic?.n ?? 0)}</td>
    <td class="wrap">${limitsText(key, statistic)}</td>
  </tr>`;
}

/** Whether every good reading kept to the limits of its time; no limit claims nothing. */
function limitsText({ limits, unit }: KeyChannel, statistic: Statistic | undefined): Html {
  if (limits.length === 0) return html`<span class="missing">none set</span>`;
  if (statistic === undefined || statistic.n === 0) return MISSING;
  const broken = limits.filter((limit) => isBroken(limit, statistic));
  const grave = broken.find(({ severity }) => severity === 'alarm') ?? broken[0];
  if (grave === undefined) return stateMark('good', 'kept');
  const side = grave.side === 'high' ? 'above' : 'below';
  return html`${stateMark(grave.severity, `was ${side} ${showText(grave.value, unit)}`)}:
  ${grave.reason}`;
}

function isBroken({ side, value }: Limit, { min, max }: Statistic): boolean {
  const seen = side === 'high' ? max : min;
  if (seen === null) return false;
  return side === 'high' ? seen > value : seen < value;
}
