/** The campaign's key channels: value, how it went over the last hour, and its limits. */

import type { ChannelNow, Limit } from '#site/snapshot/schema/now.ts';
import { showText } from '#telemetry/units.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark, symbols } from '../../text/parts.ts';
import { modeWord } from '../magnet-mode.ts';
import { channelState } from '../state.ts';
import { trendText } from '../trend.ts';
import type { NowInput } from '../view.ts';

export function keySection({ now, at }: NowInput): Html {
  const keys = now.channels.filter(({ role }) => role !== null);
  if (keys.length === 0) return html`<p class="empty">The campaign names no key channel.</p>`;
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Key channels">
    <table class="data compact">
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col" class="n">Now</th>
          <th scope="col">Over an hour</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        ${keys.map((channel) => row(channel, now.trends[channel.name], at))}
      </tbody>
    </table>
  </div>`;
}

function row(channel: ChannelNow, trend: number | null | undefined, at: number): Html {
  const { state, word, value } = channelState(channel, at);
  const isMode = channel.role === 'magnet_mode';
  const going = value === null ? null : trendText(trend, channel.unit, value);
  return html`<tr data-state="${state}">
    <th scope="row" title="${channel.name}">${symbols(channel.label)}</th>
    <td class="n">
      ${value === null ? null : isMode ? modeWord(value) : showText(value, channel.unit)}
      ${state === 'good' ? null : stateMark(state, word)}
    </td>
    <td>${isMode ? null : (going ?? html`<span class="missing">not known</span>`)}</td>
    <td class="limits">${limitsText(channel.limits, channel.unit)}</td>
  </tr>`;
}

/** What attention begins with, then what alarm does. */
function limitsText(limits: readonly Limit[], unit: string): string {
  if (limits.length === 0) return 'none set';
  const sides = (['high', 'low'] as const).flatMap((side) => {
    const own = limits
      .filter((limit) => limit.side === side)
      .toSorted((a, b) => (a.severity < b.severity ? 1 : -1))
      .map(
        ({ severity, value }) => `${severity === 'alarm' ? 'alarm ' : ''}${showText(value, unit)}`,
      );
    return own.length === 0 ? [] : [`${side === 'high' ? 'below' : 'above'} ${own.join(', ')}`];
  });
  return sides.join('; ');
}
