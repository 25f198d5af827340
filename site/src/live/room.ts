/** Room that a text keeps for a live value before it comes, so that nothing below it moves when it does. */

import type { LiveFact, LiveWish } from './wish.ts';

/** One value takes so many characters in its line; several stand in a block of their own. */
export type LiveRoom = { readonly characters: number } | 'block' | 'usual';

/** Characters of `56.2 % 4 s ago`, `stale since 09:02:14`, `as of 09:58:14: 56.2 %`: what the style says where nothing else is. */
export const USUAL_CHARACTERS = 24;

/** What takes more than one value of a channel, and what is a list. */
const OF_FACTS: Partial<Readonly<Record<LiveFact, LiveRoom>>> = {
  'last-file': { characters: 44 },
  resonance: { characters: 28 },
  coupling: { characters: 34 },
  jobs: { characters: 40 },
  agents: 'block',
  collectors: 'block',
  spool: 'block',
  volumes: 'block',
  room: 'block',
  'stale-channels': 'block',
};

/** Returns the room for what a wish usually shows, in whatever state it is. */
export function roomOf(wish: LiveWish): LiveRoom {
  if (wish.kind === 'fact') return OF_FACTS[wish.fact] ?? 'usual';
  const isList = wish.kind === 'quality' || (wish.kind === 'role' && wish.role === 'temperature');
  return isList ? 'block' : 'usual';
}
