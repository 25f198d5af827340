/** Channels as one looks for them: by device, name, label, quantity and unit; and lists of names as addresses and pages write them. */

import type { ChannelDeclared } from '#site/snapshot/schema/now.ts';
import { displayUnit } from '#telemetry/units.ts';

export type Declared = Pick<
  ChannelDeclared,
  'name' | 'device' | 'label' | 'quantity' | 'unit' | 'role' | 'limits'
>;

const texts = new WeakMap<Declared, string>();

/** All that a channel can be found by, as one text. */
function textOf(channel: Declared): string {
  const known = texts.get(channel);
  if (known !== undefined) return known;
  const { name, device, label, quantity, unit, role } = channel;
  const shown = displayUnit(unit, 1).unit;
  const text = `${name} ${label} ${device} ${quantity} ${unit} ${shown} ${role ?? ''}`
    .toLowerCase()
    .replaceAll('_', ' ');
  texts.set(channel, text);
  return text;
}

/** Returns the channels in which every word is found: key channels first, then in their order; all where nothing is asked. */
export function findChannels<T extends Declared>(
  channels: readonly T[],
  find: string,
): readonly T[] {
  const words = find.toLowerCase().replaceAll('_', ' ').split(/\s+/).filter(Boolean);
  const found = channels.filter((channel) => words.every((word) => textOf(channel).includes(word)));
  return found.toSorted(
    (a, b) =>
      Number(a.role === null || a.role === 'other') - Number(b.role === null || b.role === 'other'),
  );
}

/**
 * Splits a list at its commas. A name may have commas itself (`…/state=idle,owner=daq`): the longest piece that is known
 * is one name; what is not known is split at every comma.
 */
export function splitNames(list: string, isKnown: (name: string) => boolean): readonly string[] {
  const pieces = list.split(',').map((piece) => piece.trim());
  const names: string[] = [];
  let from = 0;
  while (from < pieces.length) {
    let to = pieces.length;
    while (to > from + 1 && !isKnown(pieces.slice(from, to).join(','))) to -= 1;
    const name = pieces.slice(from, to).join(',');
    if (name !== '') names.push(name);
    from = to;
  }
  return names;
}
