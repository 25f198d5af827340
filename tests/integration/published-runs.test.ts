/** What a run that changed costs, however many others there are, and that what is over is left alone. */

import assert from 'node:assert/strict';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { countingPublisher } from '../support/count-rows.ts';
import { SLUG, startPublished, type Published } from '../support/published.ts';

const FEW = 20;
const MANY = 300;
const OLD_SLUG = 'run-2020.05-quax';

let site: Published;
before(async () => {
  site = await startPublished();
  await site.addRun(1, 30);
  await addSmallRuns(2, FEW);
});
after(() => site[Symbol.asyncDispose]());

/** Closed runs without files, up to a number. */
async function addSmallRuns(from: number, to: number): Promise<void> {
  await site.sql(
    `INSERT INTO run (id, campaign_id, number, path, origin, start_ms, end_ms, state)
     SELECT seq, 1, seq, CONCAT('/data/', seq), 'live', 0, 1, 'closed' FROM seq_${from}_to_${to}`,
  );
  await site.sql(
    `INSERT INTO \`change\` (at_ms, subject, subject_id) SELECT ?, 'run', seq FROM seq_${from}_to_${to}`,
    [site.now],
  );
}

async function changeRun(number: number): Promise<void> {
  await site.sql('UPDATE run SET revision = revision + 1, title = ? WHERE id = ?', [
    `at ${site.now}`,
    number,
  ]);
  await site.change('run', number);
}

/** Rows of a publication after one run changed, in a publisher that has seen a change before. */
async function costOfOneRun(directory: string): Promise<number> {
  const { publisher, rows } = await countingPublisher(site, directory);
  for (let round = 0; round < 3; round += 1) {
    await changeRun(1);
    site.now += 6_000;
    await publisher.publish();
  }
  const shown = (await site.snapshot(directory)).run(SLUG, 1);
  assert.equal((await shown)?.title, `at ${site.now - 6_000}`);
  return rows.at(-1) ?? NaN;
}

test('a look reads the run that changed, not those beside it', async () => {
  const few = await costOfOneRun(join(site.catalogue.home, 'few'));
  await addSmallRuns(FEW + 1, MANY);
  const many = await costOfOneRun(join(site.catalogue.home, 'many'));
  // The rows of the status itself are among them.
  assert.ok(Math.abs(many - few) < 20, `${few} rows of ${FEW} runs, ${many} of ${MANY}`);
});

test('a run that was moved or deleted by hand is seen, although no change tells of it', async () => {
  const directory = join(site.catalogue.home, 'hand');
  const publisher = await site.publisher(directory);
  await publisher.publish();
  const publishAfter = async (sql: string): Promise<readonly number[]> => {
    site.now += 6_000;
    await changeRun(1);
    await publisher.publish();
    await site.sql(sql);
    site.now += 6_000;
    await changeRun(1);
    await publisher.publish();
    return (await (await site.snapshot(directory)).runs(SLUG))?.columns.number ?? [];
  };
  const added = await publishAfter(
    `INSERT INTO run (id, campaign_id, number, path, origin, state) VALUES (900, 1, 900, '/data/900', 'live', 'closed')`,
  );
  assert.equal(added[0], 900);
  const removed = await publishAfter('DELETE FROM run WHERE id = 900');
  assert.equal(removed[0], MANY);
});

test('nothing of a campaign that is over is written again', async () => {
  await site.sql(
    "INSERT INTO campaign (id, name, slug) VALUES (2, 'Run_2020.05-QUAX', 'run-2020.05-quax')",
  );
  await site.sql('UPDATE run SET campaign_id = 2 WHERE id BETWEEN 2 AND 9');
  await site.addRun(901, 30);
  await site.sql('UPDATE run SET campaign_id = 2 WHERE id = 901');
  await site.change('campaign', 2);
  const directory = join(site.catalogue.home, 'over');
  await (await site.publisher(directory)).publish();
  const before_ = assetsOf(directory);
  assert.ok(before_.length >= 4 + 9);
  const publisher = await site.publisher(directory);
  for (let round = 0; round < 3; round += 1) {
    await changeRun(1);
    await site.change('channel', 1, site.now, site.now);
    await site.change('log', 0, site.now, site.now);
    site.now += 700_000;
    await publisher.publish();
  }
  assert.deepEqual(assetsOf(directory), before_);
});

/** Names of what there is of the old campaign, with file numbers and times, which a file that is written again has others of. */
function assetsOf(directory: string): readonly string[] {
  return globSync([`{run,files}/${OLD_SLUG}/*`, `{runs,tuner}/${OLD_SLUG}.*`], { cwd: directory })
    .toSorted()
    .map((path) => {
      const { ino, mtimeMs } = statSync(join(directory, path));
      return `${path} ${ino} ${mtimeMs}`;
    });
}
