/** The log of the fixture: a thread of people with a revision and a hostile title, and machines in between. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packHeads } from '#site/snapshot/encoding/log-table.ts';
import { monthOf } from '#site/snapshot/months.ts';
import { makeThumb } from '#site/snapshot/thumbs.ts';
import type {
  LogAttachment,
  LogBodies,
  LogEntryHead,
  LogIndex,
} from '#site/snapshot/schema/log.ts';
import { PIXEL } from '../pixel.ts';
import type { WriteAsset } from './index.ts';

const MINUTE = 60_000;
const CAMPAIGN = 'run_2026.11-quax';

/** Ids of the fixture's entries by their place. */
export const entryId = (n: number): string => `01KAH00000000000000000${String(n).padStart(4, '0')}`;

/** A text that is no picture, whatever it is called. */
export const NOTE = 'level 31 %\n';

const BODY = [
  'Ordered **500 l**.',
  '- by phone\n- for Monday',
  '[the run](/runs/) and [not this](javascript:window.harm=1)',
  '<script>window.harm = 1</script><img src=x onerror="window.harm=1">',
].join('\n\n');

/** Writes the log as it stands at `at`; all of it in the month of its first entry. */
export async function writeLog(
  directory: string,
  write: WriteAsset,
  at: number,
): Promise<LogIndex> {
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
    head(0, {
      tags: ['cryo'],
      revision: 2,
      run: { campaign: CAMPAIGN, number: 140 },
      attachments: 2,
    }),
    ...[1, 2, 3, 4].map((n) => head(n, machine)),
    head(5, {
      title: 'It came',
      author: 'Bo Lind',
      replyTo: entryId(0),
      thread: entryId(0),
      run: { campaign: CAMPAIGN, number: 141 },
    }),
    head(6, { title: '<b>bold</b> \u202egnirts' }),
  ];
  const month = monthOf(first);
  const revision = { at: first, by: 'Ada Neri', why: null, title: 'Helium is low', tags: ['cryo'] };
  const bodies: LogBodies = {
    bodies: { [entryId(0)]: BODY },
    details: {
      [entryId(0)]: {
        format: 'markdown',
        createdAt: first,
        attachments: await writeAttachments(directory, month),
        revisions: [
          { ...revision, n: 1, body: BODY.replace('500', '50') },
          { ...revision, n: 2, body: BODY, why: 'a zero was missing' },
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

async function writeAttachments(directory: string, month: string): Promise<LogAttachment[]> {
  const put = async (name: string, content: Uint8Array): Promise<string> => {
    await mkdir(join(directory, 'log'), { recursive: true });
    await writeFile(join(directory, name), content);
    return name;
  };
  const picture = Buffer.from(PIXEL, 'base64');
  const thumb = await makeThumb(picture);
  const { content = picture, width = 1, height = 1 } = thumb ?? {};
  return [
    {
      name: 'gauge.png',
      path: await put(`log/file-${month}-${'a'.repeat(32)}.png`, picture),
      bytes: picture.length,
      isImage: true,
      thumb: {
        path: await put(`log/thumb-${month}-${'a'.repeat(32)}.webp`, content),
        width,
        height,
      },
    },
    {
      name: 'level.html',
      path: await put(`log/file-${month}-${'b'.repeat(32)}.bin`, Buffer.from(NOTE)),
      bytes: NOTE.length,
      isImage: false,
      thumb: null,
    },
  ];
}
