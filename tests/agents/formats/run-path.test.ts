/** Campaign and kind of run from paths as people make them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignMonth, readRunPath } from '#agents/formats/run-path.ts';

const kind = (path: string) => {
  const { kind, kindRaw } = readRunPath(path);
  return [kind, kindRaw];
};

test('campaign, run and kind of the paths in use', () => {
  assert.deepEqual(readRunPath('/mnt/d/Run_2023.11-QUAX/Calibrazione...'), {
    campaign: 'Run_2023.11-QUAX',
    run: '/mnt/d/Run_2023.11-QUAX/Calibrazione...',
    kind: 'calibration',
    kindRaw: 'Calibrazione',
  });
  assert.equal(readRunPath('D:\\Run_2023.11-QUAX\\presa dati').campaign, 'Run_2023.11-QUAX');
  assert.equal(readRunPath('/data/other').campaign, null);
});

test('Italian and English words, accents, blanks and quotes', () => {
  const below = (name: string) => kind(`/data/Run_2026.11-QUAX/${name}`);
  assert.deepEqual(below('Calibrations_run_StubTuner'), ['calibration', 'Calibrations']);
  assert.deepEqual(below("dell'Aquila rumore bianco"), ['noise', 'rumore']);
  assert.deepEqual(below('Hot-Load 2'), ['noise', 'Hot-Load']);
  assert.deepEqual(below('campo spento'), ['background', 'campo spento']);
  assert.deepEqual(below('prova_3'), ['test', 'prova']);
  assert.deepEqual(below('presa dati perch\u00e9 s\u00ec'), ['physics', 'presa dati']);
  assert.deepEqual(below('F\u00edsica "notte"'), ['physics', 'F\u00edsica']);
  assert.deepEqual(below('testata'), ['unknown', null]);
  assert.deepEqual(below('latest'), ['unknown', null]);
  assert.deepEqual(below('Cassinese'), ['unknown', null]);
});

test('the deepest part decides, and nothing above the campaign does', () => {
  assert.deepEqual(kind('/data/Run_2026.11-QUAX/test/fisica_01'), ['physics', 'fisica']);
  assert.deepEqual(kind('/test/Run_2026.11-QUAX/run_01'), ['unknown', null]);
});

test('rules can be configured', () => {
  const options = { campaign: '^camp', rules: [{ kind: 'physics', words: 'notte' }] as const };
  assert.deepEqual(readRunPath('/d/camp1/Notte 2', options), {
    campaign: 'camp1',
    run: '/d/camp1/Notte 2',
    kind: 'physics',
    kindRaw: 'Notte',
  });
});

test('the month of a campaign', () => {
  assert.deepEqual(campaignMonth('Run_2023.11-QUAX'), { year: 2023, month: 11 });
  assert.equal(campaignMonth('Run_2023.13'), null);
  assert.equal(campaignMonth('KLASH'), null);
});
