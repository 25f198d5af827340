/** Channels of slow control that a text names: by name, label, quantity. */

import type { Declared } from '#site/snapshot/schema/now.ts';
import { fold } from '#telemetry/logbook/query/match.ts';
import { channelHref } from '../href.ts';
import { html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import type { Group } from './group.ts';

/** Every word has to stand in what is declared of a channel. */
export function findChannels({ channels }: Declared, text: string, most: number): Group {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = channels.filter(({ name, label, quantity }) => {
    const said = fold(`${name} ${label} ${quantity}`);
    return words.length > 0 && words.every((word) => said.includes(word));
  });
  return {
    title: 'Channels',
    results: found.slice(0, most).map(({ name, label, quantity, unit }) => ({
      href: channelHref(name),
      title: symbols(label),
      place: [label === name ? null : name, `${quantity}${unit === '' ? '' : `, ${unit}`}`]
        .filter((part) => part !== null)
        .join(', '),
      excerpt: null,
    })),
    note:
      found.length > most ? html`${found.length - most} more fit: say more of their names.` : null,
  };
}
