/** Logbooks and cut lists of others reach a real catalogue; the same twice changes nothing; real ones where they are. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { command as importCuts } from '#agents/commands/import-cuts.ts';
import { command as importElog } from '#agents/commands/import-elog.ts';
import type { Command, OptionValue, RecorderDoor } from '#telemetry/command.ts';
import { openImportBench, type ImportBench } from '../support/import-commands.ts';
import { PIXEL } from '../support/pixel.ts';
import { promised } from '../support/promises.ts';
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

/** An answer before its question, dates of two kinds, a file that is there and one that is not, and two that are no entries. */
function writeLogbook(text: string): string {
  const folder = join(bench.home, 'logbooks', 'Shift', '2026');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '261120_100000_p.png'), Buffer.from(PIXEL, 'base64'));
  const answer = [
    'Date: Fri, 20 Nov 2026 11:00:00 +0100',
    'In reply to: 1',
    'Author: Bo Lind',
    'Subject: Fixed',
    'Encoding: HTML',
  ];
  const first = [
    'Date: Fri, 20 Nov 2026 10:00:00',
    'Author: Ada Neri',
    'Type: Problem',
    'Subject: Leak',
    'Attachment: 261120_100000_p.png,gone.png',
  ];
  writeFileSync(
    join(folder, '261120a.log'),
    entry(2, answer, '<p>By <b>hand</b></p>') +
      entry(1, first, text) +
      entry(3, ['Date: soon', 'Author: Ada Neri', 'Subject: When?'], 'No time') +
      entry(0, ['Date: Fri, 20 Nov 2026 12:00:00', 'Subject: Which?'], 'No number'),
  );
  return join(bench.home, 'logbooks');
}

const takeShift = (text: string): Promise<Told> =>
  take(importElog, writeLogbook(text), { zone: 'Europe/Rome' });

test(promised('5.11'), async () => {
  const told = await takeShift('In the hall');
  assert.deepEqual([told.entries, told.answers, told.attachments], [2, 1, 1]);
  assert.deepEqual(
    told.refused.map(({ file, line, reason }) => [file.split('/').at(-1), line, reason]),
    [
      ['261120a.log', 26, '"$@MID@$: 0": expected the number of the entry'],
      [
        '261120a.log',
        19,
        'Date: expected one such as "Sat, 05 Oct 2024 10:45:25 +0000", received "soon"',
      ],
    ],
  );
  assert.match(told.odd[0]?.reason ?? '', /attachment gone\.png is not there/);
  const rows = await made.query(
    `SELECT l.author, l.event_ms, l.title, l.body, l.tags, q.title AS answers, t.title AS thread, l.attributes_json AS fields
     FROM log_entry l LEFT JOIN log_entry q ON q.id = l.reply_to LEFT JOIN log_entry t ON t.id = l.thread
     WHERE l.origin LIKE 'elog:Shift/%' ORDER BY l.event_ms`,
  );
  assert.deepEqual(
    rows.map(({ fields, ...row }) => ({ ...row, fields: JSON.parse(String(fields)) as unknown })),
    [
      {
        author: 'Ada Neri',
        event_ms: Date.UTC(2026, 10, 20, 9),
        title: 'Leak',
        body: 'In the hall',
        tags: 'shift,problem',
        answers: null,
        thread: null,
        fields: [['Type', 'Problem']],
      },
      {
        author: 'Bo Lind',
        event_ms: Date.UTC(2026, 10, 20, 10),
        title: 'Fixed',
        body: 'By hand',
        tags: 'shift',
        answers: 'Leak',
        thread: 'Leak',
        fields: [],
      },
    ],
  );
  assert.deepEqual(
    await made.query(
      `SELECT l.title, a.name, a.image, p.content FROM attachment a
         JOIN attachment_part p USING (sha256) JOIN log_entry l ON l.id = a.entry_id`,
    ),
    [{ title: 'Leak', name: 'p.png', image: 'png', content: Buffer.from(PIXEL, 'base64') }],
  );
});

test(promised('5.12'), async () => {
  await takeShift('In the hall');
  const [before, seq] = [await counts(), await position()];
  await takeShift('In the hall');
  assert.deepEqual([await counts(), await position()], [before, seq]);
  // A change there is a revision here, and what was changed here stays.
  await takeShift('In the hall, near the pump');
  assert.equal((await counts())?.['revisions'], Number(before?.['revisions']) + 1);
  await made.catalogue.administrator.query(
    "UPDATE log_entry SET title = 'Leak, mended' WHERE title = 'Leak'",
  );
  await takeShift('In the hall, far from the pump');
  assert.deepEqual(await made.query("SELECT body FROM log_entry WHERE title = 'Leak, mended'"), [
    { body: 'In the hall, near the pump' },
  ]);
});

const AZMP = 'runlog/elog_azmp_dy18402';
/** The line below the one with which an entry begins. */
const DATES = /(?<=^\$@MID@\$: \d+\r?\n)Date: .+$/gm;
test(promised('5.12', '604 real entries'), needsSharedData(AZMP), async () => {
  const was = await counts();
  const told = await take(importElog, sharedData(AZMP));
  assert.deepEqual([told.entries, told.answers, told.refused.length], [604, 383, 0]);
  const now = await counts();
  assert.equal(Number(now?.['entries']) - Number(was?.['entries']), 604);
  assert.equal(Number(now?.['answers']) - Number(was?.['answers']), 383 - told.odd.length);
  // Their times, as the lines of the files have them.
  const times = readdirSync(sharedData(AZMP), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(join(sharedData(AZMP), file), 'latin1').match(DATES) ?? [])
    .map((line) => Date.parse(line.slice('Date: '.length)))
    .toSorted((a, b) => a - b);
  const written = await made.query(
    "SELECT event_ms FROM log_entry WHERE origin LIKE 'elog:%' AND origin NOT LIKE 'elog:Shift/%' ORDER BY event_ms",
  );
  assert.deepEqual(
    written.map((row) => row['event_ms']),
    times,
  );
  const seq = await position();
  await take(importElog, sharedData(AZMP));
  assert.deepEqual([await counts(), await position()], [now, seq]);
});

const DART = 'runlog/elog_dart';
test(promised('5.11', 'broken files'), needsSharedData(DART), async () => {
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
});

const CUTS = 'haloscope/admx_run1b';
/** A cut of the real list's first level that is not commented out. */
const CUT =
  /^ {4}- why: "(?<why>[^"]+)"\s*\n +start_time: +(?<from>[^#\n]+).*\n +stop_time: +(?<to>[^#\n]+)/gm;
/** `2018-02-04 0:00:00-08`, as ISO 8601 has it. */
const readHour = (text = ''): number =>
  Date.parse(
    text
      .trim()
      .replace(/ (\d):/, ' 0$1:')
      .replace(' ', 'T')
      .replace(/([+-]\d\d)$/, '$1:00'),
  );
test(promised('5.8', 'real lists, twice'), needsSharedData(CUTS), async () => {
  const told = await take(importCuts, sharedData(CUTS), { zone: 'America/Los_Angeles' });
  const text = readFileSync(join(sharedData(CUTS), 'run1b_definitions.yaml'), 'utf8');
  const cuts = Array.from(text.matchAll(CUT), ({ groups = {} }) => ({
    why: groups['why'],
    from_ms: readHour(groups['from']),
    to_ms: readHour(groups['to']),
    quality: 'bad',
  }));
  assert.ok(cuts.length > 20, String(cuts.length));
  const flags = await made.query('SELECT why, from_ms, to_ms, quality FROM quality_flag');
  const texts = new Set(flags.map((flag) => JSON.stringify(flag)));
  const missing = cuts.filter((cut) => !texts.has(JSON.stringify(cut)));
  assert.deepEqual(missing, []);
  assert.equal((await counts())?.['flags'], told.cuts);
  const seq = await position();
  await take(importCuts, sharedData(CUTS), { zone: 'America/Los_Angeles' });
  assert.equal(await position(), seq);
});

test(promised('5.8'), async () => {
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
