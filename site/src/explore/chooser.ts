/** Choosing channels: a search over all of them by device, quantity and unit, and a link for each that adds it or takes it away. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { displayUnit, formatCount, showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { findChannels } from './channels.ts';
import { chartsHref, MOST_CHANNELS, type ChartsQuery } from './query.ts';

type Listed = Pick<
  ChannelNow,
  'name' | 'device' | 'label' | 'quantity' | 'unit' | 'role' | 'limits' | 'goodValue'
>;

/** More are a wall: a word more finds the one that is meant. */
const MOST_LISTED = 40;

/** Returns the field and the list below it. */
export function chooserHtml(query: ChartsQuery, channels: readonly Listed[]): Html {
  const found = findChannels(channels, query.find);
  return html`<label class="wide"
      >Find a channel
      <input
        type="search"
        name="find"
        value="${query.find}"
        placeholder="device, quantity, unit"
        autocomplete="off"
        spellcheck="false"
    /></label>
    <p class="hint" role="status">${countText(found.length, channels.length)}</p>
    <ul class="xchannels">
      ${found.slice(0, MOST_LISTED).map((channel) => rowHtml(channel, query))}
    </ul>`;
}

function countText(found: number, all: number): string {
  if (all === 0) return 'No channel has been read yet.';
  const more = found > MOST_LISTED ? `, the first ${MOST_LISTED} are listed` : '';
  return `${formatCount(found)} of ${formatCount(all)} channels${more}.`;
}

function rowHtml(channel: Listed, query: ChartsQuery): Html {
  const { name, label, quantity, unit, goodValue } = channel;
  const isDrawn = query.panels.flat().includes(name);
  const isFull = query.panels.flat().length >= MOST_CHANNELS;
  const shown = displayUnit(unit, Math.abs(goodValue ?? 1)).unit;
  return html`<li>
    ${isDrawn ? null : isFull ? html`<b>${symbols(label)}</b>` : html`<a class="go add" href="${chartsHref(withChannel(query, name))}">${symbols(label)}<span class="sr-only">, add</span></a>`}${isDrawn ? html`<b>${symbols(label)}</b> <a class="go" href="${chartsHref(withoutChannel(query, name))}">take away<span class="sr-only"> ${label}</span></a>` : null}
    <code>${name}</code>
    <span class="quiet"
      >${quantity}${shown === '' ? null : html`, ${shown}`}${goodValue === null ? null : html`, ${showText(goodValue, unit)}`}</span
    >
    ${isDrawn || isFull || query.panels.length === 0 ? null : html`<a class="go" href="${chartsHref(withChannel(query, name, true))}">into the last panel<span class="sr-only">: ${label}</span></a>`}
  </li>`;
}

/** Returns the query with a channel more: in a panel of its own, or in the last one. */
export function withChannel(query: ChartsQuery, name: string, isTogether = false): ChartsQuery {
  const last = query.panels.at(-1);
  const panels =
    isTogether && last !== undefined
      ? [...query.panels.slice(0, -1), [...last, name]]
      : [...query.panels, [name]];
  return { ...query, panels };
}

/** Returns the query without a channel. */
export function withoutChannel(query: ChartsQuery, name: string): ChartsQuery {
  const panels = query.panels
    .map((panel) => panel.filter((one) => one !== name))
    .filter((panel) => panel.length > 0);
  return { ...query, panels };
}
