import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChannels } from '#site/src/search/find-channels.ts';
import { findRuns, type RunsSource } from '#site/src/search/find-runs.ts';
import type { CampaignHead } from '#site/snapshot/schema/manifest.ts';
import { buildQuax, buildRunsIndex } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const asset = { path: '', bytes: 0, sha256: '' };
const identities = ['new', 'old', 'older'].map((word) => ({
  slug: `run_${word}`,
  name: `Run_${word.toUpperCase()}`,
  title: null,
  experiment: null,
}));
const read: string[] = [];
const source: RunsSource = {
  campaigns: async () => ({
    campaigns: identities.map((identity): CampaignHead => ({
      ...identity,
      runCount: 26,
      fileCount: 0,
      runs: asset,
      tuner: asset,
    })),
    moved: { campaigns: [], runs: [] },
  }),
  async runsOf(head) {
    read.push(head.slug);
    return buildRunsIndex(head, buildQuax(AT), true);
  },
};
const links = async (text: string, parts = 9): Promise<readonly string[]> =>
  (await findRuns(source, text, { most: 6, parts })).results.map(({ href }) => href);

test('a number is a run of each campaign, a name narrows it, and alone it is the campaign', async () => {
  assert.deepEqual(await links('run 140'), [
    '/runs/run_new/140/',
    '/runs/run_old/140/',
    '/runs/run_older/140/',
  ]);
  assert.deepEqual(await links('Run_NEW 140'), ['/runs/run_new/140/']);
  assert.deepEqual(await links('run_older'), ['/runs/run_older/']);
  assert.deepEqual(await links('nothing like it'), []);
});

test('a tag finds its runs; what is more, and what was not read, is said', async () => {
  read.length = 0;
  const { results, note } = await findRuns(source, 'rescan', { most: 2, parts: 1 });
  assert.equal(results.length, 2);
  assert.deepEqual(read, ['run_new']);
  assert.match(note?.text ?? '', /\d+ more fit.*campaigns before Run_NEW were not searched/s);
});

test('channels are found by every word of their name, label and quantity', () => {
  const channel = (name: string, label: string) => ({
    name,
    device: 'fridge',
    label,
    quantity: 'temperature',
    unit: 'K',
    role: null,
    staleAfterMs: null,
    limits: [],
  });
  const channels = [
    channel('fridge/ch6-t', 'Mixing chamber'),
    channel('fridge/ch2-t', '4K <plate>'),
  ];
  const { results, note } = findChannels({ channels }, 'TEMPERATURE plate', 5);
  assert.deepEqual(
    results.map(({ href, title }) => [href, title.text]),
    [['/charts/?channels=fridge/ch2-t', '4K &lt;plate&gt;']],
  );
  assert.equal(note, null);
  assert.match(findChannels({ channels }, 'fridge', 1).note?.text ?? '', /1 more/);
});
