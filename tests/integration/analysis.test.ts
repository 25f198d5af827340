/** The Python and the SQL of the page on analysis run as they are printed, on Parquet that the commands wrote. */

import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';

import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { runFlash, writeConfig } from '../support/backup/command.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import {
  CAMPAIGN,
  channelFact,
  createSender,
  fileFact,
  readingsFact,
  T0,
} from '../support/facts.ts';
import { runPython, withoutPython } from '../support/python.ts';

const PAGE = resolve(import.meta.dirname, '..', '..', 'content', 'data', 'analysis.mdx');

const root = mkdtempSync(join(tmpdir(), 'flash-analysis-'));

/** Blocks of a language, in the order of the page. */
function blocks(language: string): readonly string[] {
  const text = readFileSync(PAGE, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  );
}

async function take(home: string, words: readonly string[], file: string): Promise<void> {
  const out = createWriteStream(join(root, file));
  const { code, stdout, stderr } = await runFlash(home, words, { encoding: 'latin1' });
  assert.equal(code, 0, stderr);
  out.end(Buffer.from(stdout, 'latin1'));
  await finished(out);
}

describe('the page on analysis', { skip: withoutPython }, () => {
  before(async () => {
    await using source = await startTestCatalogue();
    const recorder = createRecorder({ pool: source.pools.recorder });
    const batch = createSender().batch([
      channelFact('qfridge/ch6-t'),
      readingsFact('qfridge/ch6-t', [
        [T0, 0.011, 'good'],
        [T0 + 60_000, null, 'over', 'T. OVER'],
        [T0 + 3_600_000, 0.0125, 'good'],
      ]),
      fileFact({ name: 'caffè_1.dat', takenAt: T0 + 61_000, bytes: 34_359_738_368 }),
      fileFact({ name: 'late_2.dat', takenAt: T0 + 3_000_000 }),
      fileFact({ name: 'unknown_3.dat', takenAt: null, takenAtSource: null, bytes: null }),
    ]);
    const { status, body } = await recorder.record(batch);
    assert.partialDeepStrictEqual([status, body], [200, { refused: [] }]);
    await recorder.close();
    writeConfig(source.home);
    await take(
      source.home,
      ['files', '--run', `${CAMPAIGN}/1`, '--format', 'parquet'],
      'files.parquet',
    );
    await take(
      source.home,
      ['readings', '--channel', 'qfridge/ch6-t', '--format', 'parquet'],
      'readings.parquet',
    );
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('has Python that gives each file its temperature, and hours', async () => {
    assert.deepEqual(await runPython(blocks('python').join('\n'), root), [
      'value is in K',
      'caffè_1.dat 2026-11-20T10:01:01+00:00 34359738368 0.011 K',
      'late_2.dat 2026-11-20T10:50:00+00:00 340000 nan K',
      'known for 1 of 2 files',
      '2026-11-20T10:00:00+00:00 1 0.011 0.011',
      '2026-11-20T11:00:00+00:00 1 0.0125 0.0125',
    ]);
  });

  it('has SQL that does the same', async () => {
    const code = `import duckdb, sys\nfor row in duckdb.sql(sys.stdin.read()).fetchall(): print(*row)`;
    const sql = JSON.stringify(blocks('sql').join('\n'));
    const lines = await runPython(
      code.replace('sys.stdin.read()', sql).replace('import duckdb, sys', 'import duckdb'),
      root,
    );
    assert.deepEqual(lines, [
      'caffè_1.dat 2026-11-20 10:01:01+00:00 34359738368 0.011',
      'late_2.dat 2026-11-20 10:50:00+00:00 340000 0.011',
      'unknown_3.dat None None None',
    ]);
  });

  it('opens everywhere with the same types: UTC times, whole sizes, text', async () => {
    const lines = await runPython(
      `
import duckdb, pandas as pd, polars as pl, pyarrow.parquet as pq
schema = pq.read_schema("files.parquet")
print([str(schema.field(name).type) for name in ("name", "taken_at", "bytes", "t_cav_k")])
print([str(t) for t in pd.read_parquet("files.parquet")[["taken_at", "t_cav_k"]].dtypes])
print([str(t) for n, t in pl.read_parquet("files.parquet").schema.items() if n in ("taken_at", "bytes")])
print([row[1] for row in duckdb.sql("DESCRIBE FROM 'files.parquet'").fetchall()][:4])
`,
      root,
    );
    assert.deepEqual(lines, [
      "['string', 'timestamp[ms, tz=UTC]', 'int64', 'double']",
      "['datetime64[ms, UTC]', 'float64']",
      `["Datetime(time_unit='ms', time_zone='UTC')", 'Int64']`,
      "['VARCHAR', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR', 'BIGINT']",
    ]);
  });
});
