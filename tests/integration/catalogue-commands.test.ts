import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

import { commands } from '#telemetry/commands.ts';
import { UsageError, type OptionValue } from '#telemetry/command.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import {
  CAMPAIGN,
  channelFact,
  createSender,
  fileFact,
  readingsFact,
  sweepFact,
  T0,
} from '../support/facts.ts';

let catalogue: TestCatalogue;
let config: string;

before(async () => {
  catalogue = await startTestCatalogue();
  config = join(catalogue.home, 'flash.yaml');
  writeFileSync(config, `node: test-node\nhome: ${catalogue.home}\n`);
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  const { status, body } = await recorder.record(
    createSender().batch([
      channelFact('qfridge/ch6-t', { label: 'Mixing chamber' }),
      readingsFact('qfridge/ch6-t', [
        [T0, 0.011, 'good'],
        [T0 + 60_000, null, 'over', 'T. OVER'],
        [T0 + 120_000, 0.0112, 'good'],
      ]),
      fileFact({ name: 'S11_22p3deg.txt', takenAt: T0, bytes: 40_000 }),
      sweepFact({ name: 'S11_22p3deg.txt', takenAt: T0 }),
      fileFact({ name: 'caffè "2", x.dat', takenAt: T0 + 5_000, adler32: '0a1b2c3d' }),
      fileFact({
        campaign: 'Run_2023.11-QUAX',
        run: '/mnt/d/Calibrazione...',
        bytes: null,
        origin: 'import',
      }),
    ]),
  );
  assert.deepEqual([status, body], [200, { acknowledged: 6, refused: [], added: 6 }]);
});
after(() => catalogue[Symbol.asyncDispose]());

/** Runs a command as `flash.ts` does and returns its exit code and what it wrote. */
async function flash(
  name: string,
  positionals: readonly string[],
  options: Record<string, OptionValue> = {},
) {
  const entry = commands.find((command) => command.name === name);
  assert.ok(entry, name);
  const command = await entry.load();
  let out = '';
  const chunks: Uint8Array[] = [];
  const code = await command.run({
    options: { config, ...options },
    positionals,
    env: { PATH: process.env['PATH'] },
    cwd: catalogue.home,
    signal: new AbortController().signal,
    write: async (text) => {
      await Promise.resolve();
      if (typeof text === 'string') out += text;
      else chunks.push(text);
    },
    say: () => undefined,
    host: {
      program: 'flash',
      commands: [],
      checks: () => Promise.resolve([]),
      entry: '',
      openRecorder: () => Promise.reject(new Error('not used here')),
    },
  });
  return { code, out, bytes: Buffer.concat(chunks) };
}

test('run list: newest first, as a table and as JSON; the size of files without one is not zero', async () => {
  const { code, out } = await flash('run list', []);
  assert.equal(code, 0);
  assert.match(out, /^RUN +KIND +STATE/);
  assert.match(out, /Run_2026\.11-QUAX\/1 +physics +closed|Run_2026\.11-QUAX\/1 +physics +open/);
  const { out: json } = await flash('run list', [], { json: true, campaign: 'Run_2023.11-QUAX' });
  const rows: unknown = JSON.parse(json);
  assert.partialDeepStrictEqual(rows, [{ run: 'Run_2023.11-QUAX/1', files: 1, bytes: null }]);
  await assert.rejects(flash('run list', [], { campaign: 'NOPE' }), {
    message: /there is no such campaign/,
    hint: 'there are Run_2023.11-QUAX, Run_2026.11-QUAX',
  });
});

test('run show: steps and copies in words; a run that is not there names those that are', async () => {
  const { out } = await flash('run show', [`${CAMPAIGN}/1`]);
  assert.match(out, /files +2, 380 kB/);
  assert.match(out, /22\.3° +8832\.145 MHz +21300 +1\.40 or 0\.71/);
  await assert.rejects(flash('run show', [`${CAMPAIGN}/9`]), {
    message: /there is no such run/,
    hint: /Run_2026\.11-QUAX\/1 to 1/,
  });
  await assert.rejects(flash('run show', ['nonsense']), UsageError);
});

test('files: CSV with quotes where they are needed, empty where not known', async () => {
  const { out } = await flash('files', [], { run: `${CAMPAIGN}/1` });
  const lines = out.trimEnd().split('\n');
  assert.equal(lines.length, 3);
  assert.equal(
    lines[2],
    '"caffè ""2"", x.dat",2026-11-20T10:00:05.000Z,header,340000,0a1b2c3d,,,,,8832145000,,',
  );
});

test('channels and readings: counts, times, qualities, raw text, a span of time', async () => {
  const { out: channels } = await flash('channels', [], { format: 'csv' });
  assert.match(
    channels,
    /^qfridge\/ch6-t,Mixing chamber,temperature,K,3,2026-11-20T10:00:00\.000Z,/m,
  );
  const channel = 'qfridge/ch6-t';
  const { out } = await flash('readings', [], {
    channel,
    from: '2026-11-20T10:01:00',
    format: 'csv',
  });
  assert.equal(
    out,
    't,n,value,quality,raw\n2026-11-20T10:01:00.000Z,0,,over,T. OVER\n2026-11-20T10:02:00.000Z,0,0.0112,good,\n',
  );
  const { out: none } = await flash('readings', [], { channel, to: '2026-01-01', json: true });
  assert.deepEqual(JSON.parse(none), []);
  await assert.rejects(flash('readings', [], { channel: 'qfridge/none' }), {
    hint: /^the nearest are qfridge\/ch6-t; all: npx flash channels$/,
  });
  await assert.rejects(flash('readings', [], { channel, from: 'yesterday' }), UsageError);
  await assert.rejects(flash('channels', [], { format: 'parquet' }), UsageError);
});

/** A Parquet file as rows, its column types and what it says of its columns. */
async function readParquet(bytes: Buffer) {
  const file = new Uint8Array(bytes).buffer;
  const { schema, key_value_metadata: metadata, row_groups } = parquetMetadata(file);
  const described = metadata?.find(({ key }) => key === 'flash.columns')?.value ?? '';
  return {
    rows: await parquetReadObjects({ file }),
    types: schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type]),
    columns: JSON.parse(described) as Record<string, { unit: string | null; description: string }>,
    groups: row_groups.map(({ num_rows }) => Number(num_rows)),
  };
}

/** A cell of Parquet as CSV prints it. */
function asCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'string') return cell;
  return typeof cell === 'bigint' ? cell.toString() : JSON.stringify(cell);
}

const asCells = (row: Record<string, unknown>): string[] => Object.values(row).map(asCell);

test('files as Parquet: the same as CSV, with types and units', async () => {
  const { bytes } = await flash('files', [], { run: `${CAMPAIGN}/1`, format: 'parquet' });
  const { out } = await flash('files', [], { run: `${CAMPAIGN}/1`, json: true });
  const { rows, types, columns } = await readParquet(bytes);
  const json = JSON.parse(out) as Record<string, unknown>[];
  assert.deepEqual(rows.map(asCells), json.map(asCells));
  assert.deepEqual(types.slice(0, 4), [
    ['name', 'BYTE_ARRAY', 'UTF8'],
    ['taken_at', 'INT64', 'TIMESTAMP_MILLIS'],
    ['taken_source', 'BYTE_ARRAY', 'UTF8'],
    ['bytes', 'INT64', undefined],
  ]);
  assert.equal(rows[0]?.['bytes'], 40_000n);
  assert.equal(rows[0]?.['t_cav_k'], null);
  assert.equal(columns['cavity_hz']?.unit, 'Hz');
  assert.deepEqual(Object.keys(columns), Object.keys(json[0] ?? {}));
});

test('readings as Parquet: the same as CSV, the unit of the channel; none is a file with columns', async () => {
  const channel = 'qfridge/ch6-t';
  const { bytes } = await flash('readings', [], { channel, format: 'parquet' });
  const { out } = await flash('readings', [], { channel });
  const { rows, columns } = await readParquet(bytes);
  const lines = out.trimEnd().split('\n').slice(1);
  assert.deepEqual(
    rows.map((row) => asCells(row).join(',')),
    lines,
  );
  assert.deepEqual(rows[1], {
    t: new Date(T0 + 60_000),
    n: 0n,
    value: null,
    quality: 'over',
    raw: 'T. OVER',
  });
  assert.equal(columns['value']?.unit, 'K');
  const none = await flash('readings', [], { channel, to: '2026-01-01', format: 'parquet' });
  const empty = await readParquet(none.bytes);
  assert.deepEqual([empty.rows, empty.types.length], [[], 5]);
});

test('tokens are made, listed without the token, and revoked once', async () => {
  const { out: token } = await flash('token add', ['lnf-daq']);
  assert.match(token, /^flash_[\w-]{43}\n$/);
  const { out: list } = await flash('token list', []);
  assert.match(list, /lnf-daq +[0-9a-f]{8} .* valid/);
  assert.ok(!list.includes(token.trim()));
  assert.equal((await flash('token revoke', ['lnf-daq'])).code, 0);
  const { out: revoked } = await flash('token list', []);
  assert.match(revoked, /lnf-daq .* revoked since 20\d\d-/);
  await assert.rejects(flash('token revoke', ['lnf-daq']), { message: /no valid token/ });
  await assert.rejects(flash('token add', ['No Such Name']), UsageError);
  await assert.rejects(flash('token add', ['hub']), {
    message: /^hub: expected a name other than "hub", which the hub's own channels begin with/,
  });
});
