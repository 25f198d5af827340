/** What is restricted never leaves the catalogue: no byte of it is in anything that is published, feeds and files included. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { parseAct, writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { openSnapshot } from '#site/snapshot/reader.ts';
import { findEntry } from '#site/src/log/find.ts';
import { feedResponse } from '#site/src/log/feeds.ts';
import { CAMPAIGN, createSender, fileFact, T0 } from '../../../support/facts.ts';
import { edit, entry as plainEntry } from '../../../support/made-acts.ts';
import { PIXEL } from '../../../support/pixel.ts';
import { promised } from '../../../support/promises.ts';
import { startTestRecorder } from '../../../telemetry/recorder/setup.ts';

const SECRET = 'OpenSesame';

test(promised('5.9'), async () => {
  await using made = await startTestRecorder();
  const { pools, home } = made.catalogue;
  await made.recorder.record(
    createSender().batch([fileFact({ run: '/daq/1', name: 'a.dat', takenAt: T0 })]),
  );
  const write = async (act: object): Promise<string> => {
    const whole = { id: newUlid(T0), by: 'ada', at: T0, ...act };
    const clock = { now: () => T0, monotonic: () => 0 };
    await writeAct({ pools, clock, campaigns: [], idleCloseMs: 1 }, parseAct(whole));
    return whole.id;
  };
  const entry = (part: Parameters<typeof plainEntry>[0]) =>
    plainEntry({
      title: 'Plain',
      body: 'Public words',
      run: { campaign: CAMPAIGN, number: 1 },
      ...part,
    });
  const file = {
    name: `${SECRET}.txt`,
    content: Buffer.from(`${SECRET} in a file`).toString('base64'),
  };
  const open = await write(entry({ attachments: [{ name: 'p.png', content: PIXEL }] }));
  await write(edit(open, { body: 'Public words, mended', why: 'typo' }));
  const closed = await write(
    entry({
      title: `${SECRET} title`,
      body: SECRET,
      tags: [`tag-${SECRET}`],
      restricted: true,
      attachments: [file],
    }),
  );
  const answer = await write(entry({ title: `Answer ${SECRET}`, replyTo: closed }));
  // One that was restricted when it was written, and is public now: its first words stay inside.
  const opened = await write(entry({ body: SECRET, restricted: true }));
  await write(edit(opened, { body: 'Nothing to hide', restricted: false }));
  // And one that became restricted.
  const hidden = await write(entry({ title: `Soon ${SECRET}` }));
  await write(edit(hidden, { restricted: true }));

  // Answers to them, their files, and what was said in former revisions stay with them: not a byte is published.
  const directory = join(home, 'snapshot');
  let now = T0 + 1_000;
  const publisher = await createPublisher({
    directory,
    effects: { clock: { now: () => now, monotonic: () => performance.now() }, log: silentLog },
    demoNote: null,
    readConsistently: consistentReads(pools.publisher),
  });
  await publisher.publish();
  const snapshot = await openSnapshot(directory);
  assert.ok(snapshot);
  const shown = await findEntry(snapshot, open);
  assert.equal(shown?.body, 'Public words, mended');
  assert.equal(shown.details?.revisions?.length, 2);
  const [picture] = shown.details?.attachments ?? [];
  assert.ok(picture?.thumb, 'a small picture was made');
  assert.deepEqual(readFileSync(join(directory, picture.path)), Buffer.from(PIXEL, 'base64'));
  assert.equal((await findEntry(snapshot, opened))?.details?.revisions, undefined);
  for (const id of [closed, answer, hidden]) assert.equal(await findEntry(snapshot, id), null);
  const feed = await feedResponse({
    snapshot,
    url: new URL('http://hub/log/feed.xml'),
    site: undefined,
    title: 'T',
    page: '/log/',
    query: { is: 'all' },
  });
  const text = await feed.text();
  assert.ok(text.includes('Public words, mended'));
  const bytes = [Buffer.from(text), ...published(directory)];
  assert.ok(bytes.length > 10);
  for (const id of [
    SECRET,
    SECRET.toLowerCase(),
    Buffer.from(SECRET).toString('base64'),
    closed,
    answer,
    hidden,
  ])
    assert.ok(!bytes.some((one) => one.includes(id)), `${id} is published`);

  // A month in which nothing changed is not written again.
  const month = (await snapshot.log()).months[0];
  now += 120_000;
  await write(entry({ title: 'Next month', eventAt: T0 + 40 * 86_400_000 }));
  await publisher.publish();
  const later = await openSnapshot(directory);
  assert.deepEqual((await later?.log())?.months.at(-1), month);
  assert.equal((await later?.log())?.months.length, 2);
  await publisher.stop();
});

/** Every file, unpacked where it is packed. */
function published(directory: string): readonly Buffer[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const body = readFileSync(join(parentPath, name));
      if (name.endsWith('.gz')) return gunzipSync(body);
      return name.endsWith('.br') ? brotliDecompressSync(body) : body;
    });
}
