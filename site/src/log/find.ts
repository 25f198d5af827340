/** Finds an entry by its id, with its text, its details and its thread. */

import { monthOf } from '#site/snapshot/months.ts';
import type { LogDetails, LogEntryHead, LogMonth } from '#site/snapshot/schema/log.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import type { LogSource } from './search.ts';

export interface OpenedEntry {
  readonly head: LogEntryHead;
  readonly body: string | null;
  /** Null: a machine wrote it. */
  readonly details: LogDetails | null;
  /** All of its thread but itself, in the order of their events, each with how deep it answers. */
  readonly thread: readonly { readonly head: LogEntryHead; readonly depth: number }[];
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The time in a ULID, UTC ms. */
function timeOf(id: string): number {
  let time = 0;
  for (const letter of id.slice(0, 10)) time = time * 32 + ALPHABET.indexOf(letter);
  return time;
}

/** Null: there is no such public entry. The month of its id is looked at first, then the others. */
export async function findEntry(source: LogSource, id: string): Promise<OpenedEntry | null> {
  if (!ULID.test(id)) return null;
  const { months } = await source.log();
  const likely = monthOf(timeOf(id));
  const ordered = [
    ...months.filter(({ month }) => month === likely),
    ...months.filter(({ month }) => month !== likely),
  ];
  for (const month of ordered) {
    const head = (await source.logHeads(month)).heads.find((one) => one.id === id);
    if (head === undefined) continue;
    const { bodies, details } = await source.logBodies(month);
    const thread = await threadOf(source, months, head);
    return { head, body: bodies[id] ?? null, details: details?.[id] ?? null, thread };
  }
  return null;
}

/** A thread rarely leaves its month, and never begins after its answers were written; all months are looked through. */
async function threadOf(
  source: LogSource,
  months: readonly LogMonth[],
  self: LogEntryHead,
): Promise<OpenedEntry['thread']> {
  const root = self.thread ?? self.id;
  const found: LogEntryHead[] = [];
  for (const month of months)
    for (const head of (await source.logHeads(month)).heads)
      if (head.id === root || head.thread === root) found.push(head);
  const byId = new Map(found.map((head) => [head.id, head]));
  const depthOf = (head: LogEntryHead): number => {
    let depth = 0;
    let one = head.replyTo === null ? undefined : byId.get(head.replyTo);
    for (; one !== undefined && depth < 20; depth += 1)
      one = one.replyTo === null ? undefined : byId.get(one.replyTo);
    return depth;
  };
  return found
    .filter(({ id }) => id !== self.id)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map((head) => ({ head, depth: depthOf(head) }));
}
