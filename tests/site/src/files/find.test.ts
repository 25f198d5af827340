import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedFile } from '#telemetry/catalogue/read/files.ts';
import { beginPart } from '#site/snapshot/part-writer.ts';
import type { CampaignHead } from '#site/snapshot/schema/manifest.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import type { FilesPart, Runs } from '#site/snapshot/schema/runs.ts';
import { answerFiles } from '#site/src/files/answer.ts';
import { findFiles, type FindStep } from '#site/src/files/find.ts';
import { isInState, planCampaign, rowsByRun } from '#site/src/files/plan.ts';
import { readFilesQuery, writeFilesQuery } from '#site/src/files/query.ts';
import { intersect } from '#site/src/files/search-part.ts';
import type { FilesSource, FoundFile } from '#site/src/files/source.ts';
import { filesText } from '#site/src/files/take-out.ts';
import { foundRows, progressText } from '#site/src/files/view.ts';
import { buildQuax, buildRunsIndex } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10);
const T0 = Date.UTC(2026, 10, 20);
const ASSET = { path: '', bytes: 0, sha256: '' };

/** Five runs of which one is open: 4 000 files each, the tuner a degree further with each run. */
const shards: readonly Run[] = buildQuax(AT)
  .slice(0, 5)
  .map((run): Run => {
    const take = <T>(values: readonly T[]): readonly T[] => values.slice(0, 20);
    const { files } = run;
    const few = Object.fromEntries(
      Object.entries(files).map(([key, value]) => [
        key,
        Array.isArray(value) && key !== 'copyWords' ? take(value) : value,
      ]),
    ) as unknown as Run['files'];
    return { ...run, files: few, fileCount: 20, fileParts: [] };
  });

function listed(run: Run): readonly ListedFile[] {
  return Array.from({ length: 4_000 }, (_, i) => ({
    name: `r${run.number}_${String(i).padStart(6, '0')}.dat`,
    t: T0 + (run.number - 138) * 86_400_000 + i * 2_190,
    takenSource: 'header',
    bytes: 34_000_000,
    adler32: ((run.number * 4_000 + i) * 7).toString(16).padStart(8, '0'),
    sha256: null,
    tunerDeg: run.number - 118,
    tCavK: null,
    tMcK: null,
    bit: null,
    cavityHz: 8.83e9 + run.number * 1e6,
    softwareVersion: 'v1.4',
  }));
}

async function createSource(): Promise<FilesSource & { runs(): Promise<Runs> }> {
  const pieces: Uint8Array[] = [];
  const part = beginPart('QUAX', (bytes) => Promise.resolve(void pieces.push(bytes)));
  const closed = shards
    .filter(({ state }) => state === 'closed')
    .toSorted((a, b) => a.number - b.number);
  for (const run of closed) {
    part.begin({ id: run.number, number: run.number, path: run.path });
    await part.add(listed(run));
  }
  const {
    names: chunks,
    firstRows,
    rows,
    sum,
    impossibleTimes: _,
    ...bounds
  } = await part.finish();
  const body = Buffer.concat(pieces);
  const identity = { slug: 'quax', name: 'QUAX', title: null, experiment: null };
  const index = buildRunsIndex(identity, shards, true);
  const { columns } = index;
  const filesPart: FilesPart = {
    ...ASSET,
    bytes: body.length,
    part: 1,
    revision: 1,
    rows,
    fromRun: 0,
    fromName: null,
    revisions: columns.revision.reduce((all, revision) => all + revision, columns.number.length),
    sum,
    isClosed: false,
    ...bounds,
    names: ASSET,
  };
  const runs: Runs = {
    ...index,
    parts: [filesPart],
    columns: {
      ...columns,
      files: columns.number.map((number) => (firstRows.has(number) ? 4_000 : 20)),
      part: columns.number.map((number) => (firstRows.has(number) ? 1 : null)),
      row: columns.number.map((number) => firstRows.get(number) ?? null),
      copiesPresent: columns.number.map((number) => (number === 140 ? 0 : 10)),
    },
  };
  let read = 0;
  const head = { ...identity, runCount: 5, fileCount: 16_020, runs: ASSET, tuner: ASSET };
  return {
    campaigns: () => Promise.resolve<readonly CampaignHead[]>([head]),
    runs: () => Promise.resolve(runs),
    names: () => Promise.resolve({ chunks }),
    part: () => ({
      byteLength: body.length,
      slice(start, end = body.length) {
        read += end - start;
        return Promise.resolve(new Uint8Array(body.subarray(start, end)).buffer);
      },
    }),
    run: (_slug, number) => Promise.resolve(shards.find((run) => run.number === number) as Run),
    runFiles: () => Promise.reject(new Error('no parts here')),
    read: () => read,
  };
}

async function find(search: string, source?: FilesSource): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  const query = readFilesQuery(new URLSearchParams(search), AT);
  for await (const step of findFiles(source ?? (await createSource()), query))
    files.push(...step.files);
  return files;
}

test('by part of a name, in the part and in a run that is not in it yet', async () => {
  assert.deepEqual(
    (await find('name=R140_000042')).map(({ run, name, bytes, softwareVersion }) => ({
      run,
      name,
      bytes,
      softwareVersion,
    })),
    [{ run: 140, name: 'r140_000042.dat', bytes: 34_000_000, softwareVersion: 'v1.4' }],
  );
  const [open] = await find('name=physics_142_00003');
  assert.equal(open?.run, 142);
  assert.equal(open.softwareVersion, '2.4.1');
  assert.equal((await find('name=_000042')).length, 4);
});

test('by run, time, tuner, frequency and checksum, combined', async () => {
  assert.equal((await find('run=139..140')).length, 8_000);
  assert.equal((await find('run=139..140&tuner=22')).length, 4_000);
  assert.equal((await find('taken=2026-11-22T00:00..2026-11-22T00:01&run=140')).length, 28);
  assert.equal((await find('f=8970..8971.5')).length, 8_000);
  const sum = ((140 * 4_000 + 7) * 7).toString(16).padStart(8, '0');
  assert.deepEqual(
    (await find(`sum=${sum.toUpperCase()}`)).map(({ name }) => name),
    ['r140_000007.dat'],
  );
  assert.deepEqual(await find('tuner=90..91'), []);
});

test('files that are in no part yet are not asked for a SHA-256, and that is said', async () => {
  const query = readFilesQuery(new URLSearchParams({ sum: 'ab'.repeat(32) }), AT);
  const source = await createSource();
  const asked = { ...source, run: () => assert.fail('a shard holds none') };
  let last: FindStep | undefined;
  for await (const step of findFiles(asked, query)) last = step;
  assert.ok(last !== undefined);
  assert.equal(last.withoutSha256, 20);
  const text = progressText({ ...last, found: 0, bytes: 0, ended: null });
  assert.match(
    text,
    /20 files that came lately are in no part yet, and found by Adler-32, not by SHA-256\.$/,
  );
  const adler = readFilesQuery(new URLSearchParams({ sum: '0a1b2c3d' }), AT);
  for await (const step of findFiles(source, adler)) assert.equal(step.withoutSha256, 0);
});

test('what cannot hold the answer is not read', async () => {
  const source = await createSource();
  await find('tuner=90..91', source);
  assert.equal(source.read(), 0);
  await find('name=r140_000042', source);
  const [one, part] = [source.read(), source.part({} as FilesPart).byteLength];
  assert.ok(one < part / 2, `${one} of ${part} bytes for one file`);
});

test('copies: by the counts of the index, else by the shard; a run without any is left out', async () => {
  const query = readFilesQuery(new URLSearchParams('copies=present'), AT);
  const source = await createSource();
  const plan = planCampaign({ slug: 'quax', name: 'QUAX' }, await source.runs(), query);
  assert.equal(plan.parts[0]?.runs.has(140), false);
  assert.equal(isInState('a: removed; b: present, unverified', 'present'), true);
  assert.equal(isInState('a: present, unverified', 'verified'), false);
  assert.equal(isInState('a: present, verified; b: differs', 'verified'), false);
  assert.equal(isInState('a: removed', 'none'), true);
});

test('a run that was divided is counted over its parts', () => {
  const columns = { number: [2, 1], part: [1, 1], row: [3, 0] };
  const parts = [
    { part: 1, rows: 10, fromRun: 0, fromName: null },
    { part: 2, rows: 5, fromRun: 2, fromName: 'x' },
  ];
  const rows = rowsByRun({ columns, parts } as unknown as Runs);
  assert.deepEqual(
    [...rows].toSorted(([a], [b]) => a - b),
    [
      [1, 3],
      [2, 12],
    ],
  );
});

test('the address is the state, and what it asks in vain is named', () => {
  const query = readFilesQuery(
    new URLSearchParams('name=a b&run=3..&colour=red&sum=12&f=8.8GHz..'),
    AT,
  );
  assert.deepEqual(query.unknown, ['colour', 'sum=12']);
  assert.deepEqual(query.f, { from: 8.8e9, to: null, text: '8.8GHz..' });
  assert.equal(writeFilesQuery(query), '?name=a+b&run=3..&f=8.8GHz..');
});

test('the hub answers so much as is cheap, and says why it ended', async () => {
  const query = readFilesQuery(new URLSearchParams('run=139..140'), AT);
  const { files, progress } = await answerFiles(await createSource(), query, () => 0);
  assert.equal(files.length, 200);
  assert.match(progress.ended ?? '', /first 200/);
  const slow = await answerFiles(await createSource(), query, () => 5_000);
  assert.match(slow.progress.ended ?? '', /a second/);
});

test('ranges meet; names are harmless; what was found is taken out with its path', () => {
  assert.deepEqual(
    intersect(
      [
        { first: 0, end: 10 },
        { first: 20, end: 30 },
      ],
      [{ first: 5, end: 25 }],
    ),
    [
      { first: 5, end: 10 },
      { first: 20, end: 25 },
    ],
  );
  const file: FoundFile = {
    slug: 'quax',
    campaign: 'QUAX',
    run: 1,
    path: '/data/1/',
    name: '<script>"x"',
    t: T0,
    bytes: null,
    adler32: null,
    tunerDeg: null,
    cavityHz: null,
    softwareVersion: 'v0',
  };
  assert.doesNotMatch(foundRows([file], { first: 0, count: 1 }, true), /<script/);
  assert.match(
    filesText([file], 'csv'),
    /QUAX,1,"<script>""x""","\/data\/1\/<script>""x""",2026-11-20T00:00:00\.000Z,,,,,v0/,
  );
});
