/** Every procedure says what a procedure says, in plain sentences, shows values of now, and stands in the list. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPages, type Page } from './pages.ts';
import { readability, syllablesOf } from './readability.ts';

const HEADINGS = ['Before you start', 'Steps', 'Afterwards', 'Whom to call'];
/** What the handbook promises: a folder listing that lost one of these would go unnoticed. */
const PROMISED = [
  'start-of-shift',
  'end-of-shift',
  'start-a-run',
  'end-a-run',
  's11-calibration',
  'move-the-tuner',
  'noise-temperature',
  'rescan-a-candidate',
  'ramp-the-magnet-up',
  'ramp-the-magnet-down',
  'temperature-excursion',
  'compressor-or-chiller-stop',
  'cold-trap',
  'cool-down',
  'warm-up',
  'helium-level-and-transfer',
  'quench',
  'oxygen-alarm',
  'enter-the-hall-with-the-field-on',
  'power-cut',
  'daq-disk-filling',
  'tape-backlog',
  'stuck-job-queue',
  'lost-network',
  'change-a-sensor',
  'whom-to-call',
];
/** Flesch's reading ease that a tired shifter can follow. */
const EASE = 55;

const pages = readPages().filter(({ address }) => /^\/docs\/procedures\/[^/]+\/$/.test(address));
const procedures = pages.filter(({ address }) => address !== '/docs/procedures/alarms/');
const nameOf = ({ address }: Page): string => address.split('/').at(-2) ?? '';

/** Returns the steps of a page: what stands below “Steps”, cut at the numbers in the first column. */
function stepsOf({ raw }: Page): readonly string[] {
  const section = /^## Steps$([\s\S]*?)^## /m.exec(raw)?.[1] ?? '';
  return section.split(/^\d+\. /m).slice(1);
}

describe('procedures', () => {
  it('are all there, and in the list', () => {
    assert.deepEqual(procedures.map(nameOf).sort(), [...PROMISED].sort());
    const list = readPages().find(({ address }) => address === '/docs/procedures/');
    assert.deepEqual(
      PROMISED.filter((name) => !list?.raw.includes(`(${name}/)`)),
      [],
    );
  });

  for (const page of procedures) {
    it(`${page.file} has its facts, its parts and its steps`, () => {
      const card = /<ProcedureCard ([^>]*)\/>/.exec(page.prose)?.[1] ?? '';
      for (const fact of ['italian', 'purpose', 'when', 'who', 'time'])
        assert.match(card, new RegExp(`\\b${fact}="[^"]+"`), `the card does not say ${fact}`);
      const headings = [...page.raw.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
      assert.deepEqual(
        headings.filter((heading) => HEADINGS.includes(heading)),
        HEADINGS,
      );
      assert.match(page.prose, /<WhomToCall roles="[^"]+" \/>/);
      const steps = stepsOf(page);
      assert.ok(steps.length >= 4, `${steps.length} steps`);
      const without = steps.filter(
        (step) => !/^ {3}\*Expect\b|^ {3}\|.*expect|^ {3}- /m.test(step),
      );
      assert.ok(without.length <= steps.length / 4, `say what to expect: ${without.join('\n')}`);
      assert.match(page.raw, /\*If\b[^*]*:\*/, 'says nowhere what to do if not');
      for (const step of steps)
        assert.match(step, /^[^\n]*\n\n/, `a step needs an empty line after its first: ${step}`);
    });

    it(`${page.file} reads easily`, () => {
      const { ease } = readability(page.prose);
      assert.ok(ease >= EASE, `Flesch ${ease.toFixed(1)}; shorter sentences, shorter words`);
    });
  }

  it('show values of now, but for the page of whom to call', () => {
    const without = procedures.filter(({ prose }) => !prose.includes('<Live '));
    assert.deepEqual(without.map(nameOf), ['whom-to-call']);
  });

  it('publish no number of a person', () => {
    const told = procedures.flatMap(({ file, raw }) =>
      (raw.match(/\+?\d[\d ]{7,}\d/g) ?? []).map((number) => `${file}: ${number}`),
    );
    assert.deepEqual(told, []);
  });
});

describe('the measure of reading ease', () => {
  it('counts syllables as a reader does', () => {
    const words = { cat: 1, taken: 2, named: 1, wanted: 2, little: 2, cavity: 3 };
    for (const [word, count] of Object.entries(words)) assert.equal(syllablesOf(word), count, word);
  });

  it('is high for short plain sentences and low for long learned ones', () => {
    const easy = readability('The cat sat. It saw a rat. It ran.').ease;
    const hard = readability(
      'Multidisciplinary experimental collaborations necessitate institutional documentation.',
    ).ease;
    assert.ok(easy > 90 && hard < 10, `${easy}, ${hard}`);
  });
});
