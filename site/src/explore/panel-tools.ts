/** The links of a panel: its axis, its place, its channels. Each is an address, so each works without script and can be gone back from. */

import { html, type Html } from '../text/html.ts';
import { withoutChannel } from './chooser.ts';
import { chartsHref, isChosen, MOST_CHANNELS, type Chosen, type ChartsQuery } from './query.ts';
import type { ChartPanel } from './view.ts';

/** Returns the links of a panel. */
export function panelTools(query: ChartsQuery, panel: ChartPanel): Html {
  const { number, curves } = panel;
  const first = curves[0]?.label ?? '';
  const isLog = isChosen(query.log, number);
  const scale = isLog
    ? { log: without(query.log, number), linear: query.linear }
    : { log: withNumber(query.log, number), linear: without(query.linear, number) };
  return html`<span class="xtools"
    ><a
      class="go"
      href="${chartsHref({ ...query, ...scale })}"
      ${isLog && html`aria-current="true"`}
      >log<span class="sr-only">arithmic axis of ${first}</span></a
    >
    ${curves.map(
      ({ channel, label }) =>
        html`<a class="go" href="${chartsHref(withoutChannel(query, channel))}"
          >${curves.length === 1 ? 'remove' : `remove ${label}`}<span class="sr-only">
            ${curves.length === 1 ? label : ''}</span
          ></a
        >`,
    )}</span
  >`;
}

const ALL = Array.from({ length: MOST_CHANNELS }, (_, i) => i + 1);

function withNumber(chosen: Chosen, number: number): Chosen {
  return chosen === 'all' ? chosen : new Set([...chosen, number]);
}

function without(chosen: Chosen, number: number): Chosen {
  return new Set((chosen === 'all' ? ALL : [...chosen]).filter((one) => one !== number));
}
