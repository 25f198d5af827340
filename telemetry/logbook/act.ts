/** What a person may do to the logbook: each act has an id that its maker chose, so that sending it twice does it once. */

import { z } from 'zod';

import { RUN_KINDS } from '../facts/file.ts';
import { EARLIEST_MS, LATEST_MS } from '../time.ts';
import { ULID } from '../ulid-pattern.ts';
import { ATTACHMENT_BYTES, ATTACHMENTS, BODY_LENGTH, TAG, TAGS, TITLE_LENGTH } from './limits.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const time = z.int().min(EARLIEST_MS).max(LATEST_MS);
const id = z.string().regex(ULID, 'expected a ULID: 26 letters and digits');
const run = z.strictObject({ campaign: text(191), number: z.int().min(1).max(999_999_999) });
const tags = z
  .array(z.string().regex(TAG, 'expected letters, digits, dots, dashes, underlines'))
  .max(TAGS);
const title = text(TITLE_LENGTH).refine((line) => !/[\r\n]/.test(line), 'expected one line');
const body = z.string().max(BODY_LENGTH);
const kind = z.enum(RUN_KINDS);

/** Who acts; `at` is when, by the clock of whoever wrote it (UTC ms). */
const base = { id, by: text(191), at: time };

const attachment = z.strictObject({
  name: text(255).refine((name) => !/[/\\\p{Cc}]/u.test(name), 'expected a name without a folder'),
  /** Base64. */
  content: z
    .base64()
    .max(Math.ceil(ATTACHMENT_BYTES / 3) * 4, `expected at most ${ATTACHMENT_BYTES} bytes`),
});

const logAdd = z.strictObject({
  ...base,
  do: z.literal('log.add'),
  title,
  body: body.nullable(),
  run: run.nullable(),
  tags,
  replyTo: id.nullable(),
  /** When it happened; `at` where nobody says otherwise. */
  eventAt: time,
  restricted: z.boolean(),
  attachments: z.array(attachment).max(ATTACHMENTS),
});

/** Null: as it was. */
const logEdit = z.strictObject({
  ...base,
  do: z.literal('log.edit'),
  entry: id,
  /** The revision that its maker saw: another one since is not overwritten. Null: whichever there is. */
  basedOn: z.int().min(1).nullable(),
  title: title.nullable(),
  body: body.nullable(),
  run: run.nullable(),
  tags: tags.nullable(),
  eventAt: time.nullable(),
  restricted: z.boolean().nullable(),
  why: text(500).nullable(),
});

const flagAdd = z
  .strictObject({
    ...base,
    do: z.literal('flag.add'),
    run: run.nullable(),
    from: time.nullable(),
    to: time.nullable(),
    quality: z.enum(['good', 'doubtful', 'bad']),
    why: text(500),
  })
  .refine(({ run, from, to }) => run !== null || (from !== null && to !== null), {
    message: 'expected a run, or a beginning and an end',
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    message: 'expected an end after the beginning',
  });

const flagWithdraw = z.strictObject({
  ...base,
  do: z.literal('flag.withdraw'),
  flag: id,
  why: text(500),
});

const shiftSet = z
  .strictObject({
    ...base,
    do: z.literal('shift.set'),
    person: text(191),
    role: text(64).nullable(),
    from: time,
    to: time.nullable(),
  })
  .refine(({ from, to }) => to === null || from < to, {
    message: 'expected an end after the beginning',
  });

const tagMean = z.strictObject({
  ...base,
  do: z.literal('tag.mean'),
  tag: z.string().regex(TAG, 'expected letters, digits, dots, dashes, underlines'),
  /** Null: it means nothing any more; entries keep it. */
  meaning: text(500).nullable(),
});

const runStart = z.strictObject({
  ...base,
  do: z.literal('run.start'),
  campaign: text(191),
  path: text(700),
  node: text(64),
  site: text(32).nullable(),
  kind,
  title: text(255).nullable(),
});

const runStop = z.strictObject({
  ...base,
  do: z.literal('run.stop'),
  run,
  aborted: z.boolean(),
  why: text(500).nullable(),
});

const runEdit = z.strictObject({
  ...base,
  do: z.literal('run.edit'),
  run,
  title: text(255).nullable(),
  kind: kind.nullable(),
  /** Tags that it gets and loses; a sender of before knows of none. */
  tag: tags.optional(),
  untag: tags.optional(),
  why: text(500).nullable(),
});

export const actSchema = z.discriminatedUnion('do', [
  logAdd,
  logEdit,
  flagAdd,
  flagWithdraw,
  shiftSet,
  tagMean,
  runStart,
  runStop,
  runEdit,
]);

export type Act = z.infer<typeof actSchema>;
export type ActKind = Act['do'];
export type ActOf<Kind extends ActKind> = Extract<Act, { readonly do: Kind }>;

/** What became of it. */
export interface ActResult {
  readonly id: string;
  /** False: it had been done already. */
  readonly isNew: boolean;
  /** The run that was started. */
  readonly run?: { readonly campaign: string; readonly number: number };
}
