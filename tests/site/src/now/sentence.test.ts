import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Now } from '#site/snapshot/schema/now.ts';
import { lede, sentence, sentenceText, type News } from '#site/src/now/sentence.ts';
import { nowSections } from '#site/src/now/view.ts';
import { promised } from '../../../support/promises.ts';
import { emptyNow, fullNow } from '../../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const say = (now: Now, at = AT, news?: News): string =>
  sentenceText(sentence(now, at, news)).replaceAll(/[\u202f\u00a0]/g, ' ');

/** The full fixture with other channel values, by role. */
function withChannel(
  role: string,
  change: Partial<Now['channels'][number]>,
  now = fullNow(AT),
): Now {
  return {
    ...now,
    channels: now.channels.map((channel) =>
      channel.role === role ? { ...channel, ...change } : channel,
    ),
  };
}

const withStep = (change: Partial<NonNullable<NonNullable<Now['run']>['step']>>): Now => {
  const now = fullNow(AT);
  return {
    ...now,
    run:
      now.run === null || now.run.step === null
        ? null
        : { ...now.run, step: { ...now.run.step, ...change } },
  };
};

const withRun = (change: Partial<NonNullable<Now['run']>>): Now => {
  const now = fullNow(AT);
  return { ...now, run: now.run === null ? null : { ...now.run, ...change } };
};

test('all fresh: taking physics data, with frequency and field, and what needs a person', () => {
  assert.equal(
    say(fullNow(AT)),
    'Taking physics data at 8.834 213 GHz, 8.00 T. Cold, resonance measured 09:54. One thing needs you.',
  );
});

test('several needs are counted in words', () => {
  const now = fullNow(AT);
  assert.match(
    say({ ...now, needs: [...now.needs, ...now.needs, ...now.needs] }),
    /Three things need you\.$/,
  );
});

test('what is critical is named before all else, and more of it is counted', () => {
  const now = fullNow(AT);
  const quench = { ...now.needs[0], severity: 'alarm', title: 'Quench: magnet/b' } as const;
  const needs = [...now.needs, { id: '', since: null, detail: '', procedure: null, ...quench }];
  const said = sentence({ ...now, needs }, AT);
  assert.deepEqual(said[0], { text: 'Quench: magnet/b.', tone: 'alarm' });
  assert.match(
    say({ ...now, needs }),
    /^Quench: magnet\/b\. Taking physics.*Two things need you\.$/,
  );
  const many = [...needs, ...needs.slice(1), ...needs.slice(1)];
  assert.match(say({ ...now, needs: many }), /^Quench: magnet\/b, and two more\./);
});

test('nothing needs you is said only where everything is known to be well', () => {
  const well = { ...fullNow(AT), needs: [] };
  assert.match(say(well), /Nothing needs you\.$/);
  // Not beside a tile that asks: a job is held, and its alert waits a while before it is raised.
  const { jobs } = well;
  assert.ok(jobs !== null);
  const held = { ...well, jobs: { ...jobs, byState: { ...jobs.byState, held: 1 } } };
  assert.doesNotMatch(say(held), /[Nn]othing needs/);
  assert.doesNotMatch(
    say({ ...withChannel('t_cav', { t: AT - HOUR }), needs: [] }),
    /Nothing needs/,
  );
  assert.doesNotMatch(
    say({ ...withChannel('field', { t: AT - HOUR }), needs: [] }),
    /Nothing needs/,
  );
});

test('a stale field takes "taking physics data" away and is named with its time', () => {
  const text = say(withChannel('field', { t: AT - 4 * MINUTE }));
  assert.doesNotMatch(text, /Taking/);
  assert.match(text, /^Writing files of a physics run: field stale since 09:58:14\./);
});

test('a field that is off, over range or not watched is said to be so', () => {
  assert.match(say(withChannel('field', { value: 0 })), /physics run: field off \(0\.00 T\)\./);
  assert.match(
    say(withChannel('field', { quality: 'over', value: null })),
    /physics run: field over range\./,
  );
  const now = fullNow(AT);
  const without = { ...now, channels: now.channels.filter(({ role }) => role !== 'field') };
  assert.match(say(without), /physics run: field not watched\./);
});

test('no sweep, a sweep without fit and an old sweep are each named', () => {
  assert.match(say(withStep({ sweepAt: null })), /physics run: no S11 sweep in this run\./);
  assert.match(say(withRun({ step: null })), /physics run: no S11 sweep in this run\./);
  assert.match(say(withStep({ f0Hz: null })), /physics run: the last S11 sweep has no fit\./);
  assert.match(
    say(withStep({ sweepAt: AT - 4 * HOUR })),
    /physics run: S11 from 06:02, older than 3 h\./,
  );
});

test('everything that is missing is named at once', () => {
  const now = withStep({ sweepAt: AT - 4 * HOUR });
  assert.match(
    say(withChannel('field', { value: 0 }, now)),
    /field off \(0\.00 T\), S11 from 06:02, older than 3 h\./,
  );
});

test('an open run without fresh files is open, no more', () => {
  const now = fullNow(AT);
  const paused = {
    ...now,
    daq: now.daq && { ...now.daq, lastFile: { name: 'a', bytes: 1, t: AT - MINUTE } },
  };
  assert.match(say(paused), /^Run 142 is open, no file since 10:01:14\./);
  const behind = {
    ...paused,
    agents: paused.agents.map((agent) => ({ ...agent, heartbeat: AT, spoolFacts: 533 })),
  };
  assert.match(
    say(behind),
    /^Earlier data are still arriving, 533 facts wait; the newest file so far is of 10:01\./,
  );
  assert.match(
    say({ ...now, daq: now.daq && { ...now.daq, lastFile: null } }),
    /^Run 142 is open, no file yet\./,
  );
  assert.match(say({ ...now, daq: null }), /^Run 142 is open; its files are not watched\./);
});

test('other kinds of run are called by their name, with the field', () => {
  assert.match(say(withRun({ kind: 'calibration' })), /^Taking calibration data, 8\.00 T\./);
  assert.match(
    say(withChannel('field', { value: 0 }, withRun({ kind: 'background' }))),
    /^Taking background data, field off \(0\.00 T\)\./,
  );
  assert.match(
    say(withRun({ kind: 'unknown' })),
    /^Writing files of a run whose kind is not known\./,
  );
  assert.match(say(withRun({ kind: 'rescan' })), /^Taking rescan data at/);
});

test('without a run it says which was the last', () => {
  const now = { ...fullNow(AT), run: null };
  const lastRun = {
    campaign: 'c',
    number: 141,
    kind: 'calibration' as const,
    origin: 'live' as const,
    end: AT - 4 * HOUR,
  };
  assert.match(say({ ...now, lastRun }), /^No run is open; run 141, calibration, ended 06:02\./);
  assert.match(
    say({ ...now, lastRun: { ...lastRun, origin: 'import' } }),
    /^No run is open; the last one listed is run 141, calibration\./,
  );
  assert.match(say({ ...now, lastRun: null }), /^No run yet in Run_2026\.11-QUAX\./);
});

test('cold needs fresh, good readings below a limit of every key channel', () => {
  assert.match(
    say(withChannel('t_cav', { value: 0.0441 })),
    /Not cold: cavity at 44\.1 mK, above 38\.0 mK; resonance/,
  );
  assert.match(
    say(withChannel('t_cav', { t: AT - 4 * MINUTE })),
    /Temperature not known: cavity stale since 09:58:14/,
  );
  assert.match(
    say(withChannel('t_mc', { quality: 'over', value: null })),
    /Temperature not known: mixing chamber over range/,
  );
  const now = fullNow(AT);
  const none = {
    ...now,
    channels: now.channels.filter(({ role }) => role !== 't_cav' && role !== 't_mc'),
  };
  assert.match(say(none), /Temperature not watched/);
});

test('a temperature without a limit is a number, never cold', () => {
  const now = withChannel(
    't_mc',
    { value: 27, limits: [] },
    withChannel('t_cav', { value: 27, limits: [] }),
  );
  assert.match(say(now), /Cavity at 27\.0 K, no limit set/);
  assert.doesNotMatch(say(now), /\bCold\b/);
});

test('when no agent has reported, nothing is said to be going on', () => {
  const now = fullNow(AT);
  const silent = {
    ...now,
    agents: now.agents.map((agent) => ({ ...agent, heartbeat: AT - 5 * MINUTE })),
  };
  assert.match(say(silent), /^No agent has reported since 09:57:14 UTC\./);
  assert.doesNotMatch(say(silent), /Taking|Writing/);
});

test('an old snapshot says that what happens now is not known, whatever it holds', () => {
  const news = { publishedAt: AT - 4 * MINUTE, staleAfterMs: 30_000 };
  assert.match(
    say(fullNow(AT), AT, news),
    /^No news since 09:58:14 UTC\. What happens now is not known/,
  );
  const young = { ...news, publishedAt: AT - 5_000 };
  assert.match(say(fullNow(AT), AT, young), /^Taking physics data/);
  assert.match(
    say(fullNow(AT), AT, { ...young, isUnanswered: true }),
    /^No news since 10:02:09 UTC/,
  );
});

test(promised('1.9', 'what it rests on, one after the other'), () => {
  const now = fullNow(AT);
  const old = AT - 5 * HOUR;
  const silent = now.agents.map((agent) => ({ ...agent, heartbeat: AT - 5 * MINUTE }));
  const stopped = now.daq && { ...now.daq, lastFile: { name: 'a', bytes: 1, t: old } };
  const grown: readonly (readonly [claim: RegExp, now: Now, at?: number])[] = [
    [/Taking|8\.00 T/, withChannel('field', { t: old })],
    [/Taking|GHz|resonance measured/, withStep({ sweepAt: old })],
    [/Taking|Writing|GHz|8\.00 T/, { ...now, daq: stopped }],
    [/Taking|Writing|GHz|8\.00 T/, { ...now, agents: silent }],
    [/Cold[,.]/, withChannel('t_cav', { t: old })],
    [/Cold[,.]/, withChannel('t_mc', { t: old })],
    [/Taking|Cold[,.]/, now, AT + 2 * MINUTE],
  ];
  for (const [claim, then, at = AT] of grown) {
    assert.match(say(now), claim);
    assert.doesNotMatch(say(then, at), claim);
  }
});

test('an empty catalogue says so', () => {
  assert.equal(say(emptyNow(AT)), 'Nothing has been recorded yet.');
  assert.equal(lede(emptyNow(AT), AT), 'No campaign is configured.');
});

test('what the hub keeps of itself is nothing of the experiment', () => {
  const [one] = fullNow(AT).channels;
  assert.ok(one !== undefined);
  const own = { ...one, name: 'hub/flash.catalogue.up', device: 'hub', role: null };
  const withOwn = (now: Now): Now => ({ ...now, channels: [...now.channels, own] });
  assert.equal(say(withOwn(emptyNow(AT))), 'Nothing has been recorded yet.');
  const channels = (now: Now): string =>
    nowSections({ now: withOwn(now), at: AT, isLive: true, manifest: null })['channels'] ?? '';
  assert.match(channels(emptyNow(AT)), /No channel has been read yet\./);
  assert.doesNotMatch(channels(fullNow(AT)), /hub/);
});

test('the line below names campaign, run, step and start', () => {
  assert.equal(lede(fullNow(AT), AT), 'Run_2026.11-QUAX, run 142, step 4, started 06:04:14 UTC.');
});
