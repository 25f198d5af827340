/** The log of the fixture: a thread of people with a revision and a hostile title, and machines in between. */

import { packHeads } from '#site/snapshot/encoding/log-table.ts';
import { monthOf } from '#site/snapshot/months.ts';
import type { LogBodies, LogEntryHead, LogIndex } from '#site/snapshot/schema/log.ts';
import type { WriteAsset } from './index.ts';

const MINUTE = 60_000;

/** Ids of the fixture's entries by their place. */
export const entryId = (n: number): string => `01KAH00000000000000000${String(n).padStart(4, '0')}`;

/** Writes the log as it stands at `at`; all of it in the month of its first entry. */
export async function writeLog(write: WriteAsset, at: number): Promise<LogIndex> {
  const first = at - 40 * MINUTE;
  const head = (n: number, part: Partial<LogEntryHead> = {}): LogEntryHead => ({
    id: entryId(n),
    at: first + n * MINUTE,
    author: 'Ada Neri',
    authorKind: 'human',
    title: 'Helium is low',
    tags: [],
    run: null,
    replyTo: null,
    thread: null,
    revision: 1,
    attachments: 0,
    ...part,
  });
  const machine = { author: 'recorder', authorKind: 'machine', title: 'Run 140 opened' } as const;
  const heads = [
    head(0, { tags: ['cryo'], revision: 2, run: { campaign: 'run_2026.11-quax', number: 140 } }),
    ...[1, 2, 3, 4].map((n) => head(n, machine)),
    head(5, { title: 'It came', author: 'Bo Lind', replyTo: entryId(0), thread: entryId(0) }),
    head(6, { title: '<b>bold</b> \u202egnirts' }),
  ];
  const month = monthOf(first);
  const revision = { at: first, by: 'Ada Neri', why: null, title: 'Helium is low', tags: ['cryo'] };
  const bodies: LogBodies = {
    bodies: { [entryId(0)]: 'Ordered **500 l**.\n\n<script>window.harm = 1</script>' },
    details: {
      [entryId(0)]: {
        format: 'markdown',
        createdAt: first,
        revisions: [
          { ...revision, n: 1, body: 'Ordered **50 l**.' },
          { ...revision, n: 2, body: 'Ordered **500 l**.', why: 'a zero was missing' },
        ],
      },
    },
  };
  return {
    months: [
      {
        month,
        count: heads.length,
        heads: await write(`log/heads-${month}`, packHeads({ heads })),
        bodies: await write(`log/bodies-${month}`, bodies),
      },
    ],
  };
}
