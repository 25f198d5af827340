/** Logbooks and cut lists of others reach a real catalogue; the same twice changes nothing; real ones where they are. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { command as importCuts } from '#agents/commands/import-cuts.ts';
import { command as importElog } from '#agents/commands/import-elog.ts';
import type { Command, OptionValue, RecorderDoor } from '#telemetry/command.ts';
import { openImportBench, type ImportBench } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';
import { startTestRecorder, type TestRecorder } from '../telemetry/recorder/setup.ts';

let made: TestRecorder;
let bench: ImportBench;
let door: RecorderDoor;

before(async () => {
  made = await startTestRecorder();
  bench = openImportBench();
  door = {
    async deliver(batch) {
      const { status, body } = await made.recorder.record(batch);
      assert.equal(status, 200, JSON.stringify(body));
      return { refused: 'refused' in body ? body.refused : [], added: null };
    },
    close: async () => await Promise.resolve(),
  };
});
after(async () => {
  bench[Symbol.dispose]();
  await made[Symbol.asyncDispose]();
});

interface Told {
  readonly entries: number;
  readonly answers: number;
  readonly attachments: number;
  readonly cuts: number;
  readonly refused: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }[];
  readonly odd: readonly { readonly reason: string }[];
}

async function take(
  command: Command,
  path: string,
  options: Readonly<Record<string, OptionValue>> = {},
): Promise<Told> {
  const { output } = await bench.run(command, [path], { json: true, ...options }, door);
  return JSON.parse(output) as Told;
}

const position = async () => (await made.query('SELECT MAX(seq) AS n FROM `change`'))[0]?.['n'];
const counts = async () =>
  (
    await made.query(
      `SELECT (SELECT COUNT(*) FROM log_entry WHERE origin LIKE 'elog:%') AS entries,
         (SELECT COUNT(*) FROM log_entry WHERE reply_to IS NOT NULL) AS answers,
         (SELECT COUNT(*) FROM log_revision) AS revisions, (SELECT COUNT(*) FROM attachment) AS attachments,
         (SELECT COUNT(*) FROM quality_flag) AS flags`,
    )
  )[0];

const LINE = '='.repeat(40);
const entry = (number: number, fields: readonly string[], text: string): string =>
  [`$@MID@$: ${String(number)}`, ...fields, LINE, text, '\n'].join('\n');

test('entries, an answer before its question, attachments and zones; then a change there, then one here', async () => {
  const folder = join(bench.home, 'logbooks', 'Shift', '2026');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '261120a.log');
  const write = (text: string): void => {
    writeFileSync(
      file,
      entry(
        2,
        [
          'Date: Fri, 20 Nov 2026 11:00:00 +0100',
          'In reply to: 1',
          'Author: Bo Lind',
          'Subject: Fixed',
          'Encoding: HTML',
        ],
        '<p>By <b>hand</b></p>',
      ) +
        entry(
          1,
          [
            'Date: Fri, 20 Nov 2026 10:00:00',
            'Author: Ada Neri',
            'Type: Problem',
            'Subject: Leak',
            'Attachment: 261120_100000_p.png,gone.png',
          ],
          text,
        ),
    );
  };
  writeFileSync(join(folder, '261120_100000_p.png'), Buffer.from('89504e470d0a1a0a', 'hex'));
  write('In the hall');
  const told = await take(importElog, join(bench.home, 'logbooks'), { zone: 'Europe/Rome' });
  assert.equal(told.entries, 2);
  assert.equal(told.attachments, 1);
  assert.deepEqual(told.refused, []);
  assert.match(told.odd[0]?.reason ?? '', /attachment gone\.png is not there/);
  const rows = await made.query(
    "SELECT author, event_ms, title, body, tags, thread IS NULL AS begins FROM log_entry WHERE origin LIKE 'elog:Shift/%' ORDER BY event_ms",
  );
  assert.deepEqual(rows, [
    {
      author: 'Ada Neri',
      event_ms: Date.UTC(2026, 10, 20, 9),
      title: 'Leak',
      body: 'In the hall',
      tags: 'shift,problem',
      begins: 1,
    },
    {
      author: 'Bo Lind',
      event_ms: Date.UTC(2026, 10, 20, 10),
      title: 'Fixed',
      body: 'By hand',
      tags: 'shift',
      begins: 0,
    },
  ]);
  const [before, seq] = [await counts(), await position()];
  await take(importElog, join(bench.home, 'logbooks'), { zone: 'Europe/Rome' });
  assert.deepEqual([await counts(), await position()], [before, seq]);
  write('In the hall, near the pump');
  await take(importElog, join(bench.home, 'logbooks'), { zone: 'Europe/Rome' });
  assert.equal((await counts())?.['revisions'], Number(before?.['revisions']) + 1);
  await made.catalogue.administrator.query(
    "UPDATE log_entry SET title = 'Leak, mended' WHERE title = 'Leak'",
  );
  write('In the hall, far from the pump');
  await take(importElog, join(bench.home, 'logbooks'), { zone: 'Europe/Rome' });
  assert.deepEqual(await made.query("SELECT body FROM log_entry WHERE title = 'Leak, mended'"), [
    { body: 'In the hall, near the pump' },
  ]);
});

const AZMP = 'runlog/elog_azmp_dy18402';
test(
  '604 real entries of three logbooks and an itinerary, with 383 answers; twice changes nothing',
  needsSharedData(AZMP),
  async () => {
    const was = await counts();
    const told = await take(importElog, sharedData(AZMP));
    assert.deepEqual([told.entries, told.answers, told.refused.length], [604, 383, 0]);
    const now = await counts();
    assert.equal(Number(now?.['entries']) - Number(was?.['entries']), 604);
    assert.equal(Number(now?.['answers']) - Number(was?.['answers']), 383 - told.odd.length);
    const seq = await position();
    await take(importElog, sharedData(AZMP));
    assert.deepEqual([await counts(), await position()], [now, seq]);
  },
);

const DART = 'runlog/elog_dart';
test(
  'broken files are reported with their places, and the rest of them is taken',
  needsSharedData(DART),
  async () => {
    const told = await take(importElog, sharedData(DART));
    const reasons = told.refused.map(({ reason }) => reason);
    assert.ok(
      reasons.some((reason) => reason.startsWith('no line "$@MID@$')),
      JSON.stringify(reasons),
    );
    assert.ok(
      reasons.some((reason) => /is another one in .*bad\.log/.test(reason)),
      JSON.stringify(reasons),
    );
    assert.ok(told.entries > 50, String(told.entries));
    assert.ok(told.refused.every(({ line }) => line >= 1));
  },
);

const CUTS = 'haloscope/admx_run1b';
test(
  'real cut lists become intervals that are bad; twice changes nothing',
  needsSharedData(CUTS),
  async () => {
    const told = await take(importCuts, sharedData(CUTS), { zone: 'America/Los_Angeles' });
    assert.ok(told.cuts > 20, String(told.cuts));
    assert.equal((await counts())?.['flags'], told.cuts);
    const seq = await position();
    await take(importCuts, sharedData(CUTS), { zone: 'America/Los_Angeles' });
    assert.equal(await position(), seq);
  },
);

test('a cut list: zones, and what is no interval with its line', async () => {
  const file = join(bench.home, 'cuts.yaml');
  writeFileSync(
    file,
    `timestamp_cuts:
  - why: "coupling by hand"
    start_time: 2018-02-05 9:00:00-08
    stop_time: 2018-02-05 15:56:00-08:00
  - why: turned round
    start_time: 2018-02-06 00:00:00-08
    stop_time: 2018-02-05 00:00:00-08
  - start_time: 2018-02-06 00:00:00-08
  - why: soon
    start_time: tomorrow
    stop_time: 2018-02-05 00:00:00-08
`,
  );
  const told = await take(importCuts, file);
  assert.equal(told.cuts, 1);
  assert.deepEqual(
    told.refused.map(({ line, reason }) => [line, reason]),
    [
      [5, 'it stops (2018-02-05 00:00:00-08) before it starts (2018-02-06 00:00:00-08)'],
      [8, 'it has no why'],
      [9, 'start_time: "tomorrow" is no time'],
    ],
  );
  const [flag] = await made.query(
    "SELECT from_ms, to_ms, quality, by_whom FROM quality_flag WHERE why = 'coupling by hand'",
  );
  assert.deepEqual(flag, {
    from_ms: Date.parse('2018-02-05T09:00:00-08:00'),
    to_ms: Date.parse('2018-02-05T15:56:00-08:00'),
    quality: 'bad',
    by_whom: 'cuts.yaml',
  });
});
