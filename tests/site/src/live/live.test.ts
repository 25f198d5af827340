/** Live values of a text: fresh, stale, missing, not configured, and old as a whole; what does not exist stops the build. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsOf } from '#site/src/live/items.ts';
import { roomOf, USUAL_CHARACTERS } from '#site/src/live/room.ts';
import { wishOf, type LiveProps } from '#site/src/live/props.ts';
import { liveHtml, type LiveState } from '#site/src/live/view.ts';
import { LIVE_FACTS, readWish, writeWish, type LiveWish } from '#site/src/live/wish.ts';
import type { ChannelNow, Now } from '#site/snapshot/schema/now.ts';
import { someAlarms } from '../../../support/site-fixture/alarms.ts';
import { emptyNow, fullNow } from '../../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const THIN = '\u202f';

function wish(props: LiveProps): LiveWish {
  const found = wishOf(props);
  assert.ok(found !== null);
  return found;
}

function channel(part: Partial<ChannelNow>): ChannelNow {
  const base = { name: 'plant/level', device: 'plant', label: 'Helium', quantity: 'level' };
  const read = { t: AT - 4_000, value: 56.2, quality: 'good' as const };
  const declared = { unit: '%', role: 'level' as const, staleAfterMs: 60_000, limits: [] };
  return { ...base, ...declared, ...read, goodT: read.t, goodValue: read.value, ...part };
}

/** What a reader sees, without marks. */
function textOf(asked: LiveWish, now: Now | null, part: Partial<LiveState> = {}): string {
  const manifest = { generated_at: AT - 1_000, stale_after_s: 30 };
  const state = { now, manifest, alarms: null, at: AT, trouble: null, ...part };
  return liveHtml(asked, state)
    .text.replace(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(THIN, ' ')
    .trim();
}

const withChannels = (...channels: ChannelNow[]): Now => ({ ...emptyNow(AT), channels });
const level = wish({ role: 'level' });

test('a fresh value has its unit and its age, and no mark', () => {
  assert.equal(textOf(level, withChannels(channel({}))), '56.2 % 4 s ago');
});

test('a stale, a missing and an unread value are said in words, without a number', () => {
  const say = (part: Partial<ChannelNow>) => textOf(level, withChannels(channel(part)));
  assert.equal(say({ t: AT - 3_600_000 }), 'stale since 09:02:14');
  assert.equal(say({ quality: 'missing', value: null }), 'not measured 4 s ago');
  assert.equal(say({ quality: 'over', value: 99 }), 'over range 4 s ago');
  assert.equal(say({ t: null, value: null, quality: null }), 'never read');
});

test('stale channels are those of slow control: a metric that ended because all is well is none', () => {
  const stale = wish({ fact: 'stale-channels' });
  const ended = { t: AT - 3_600_000, role: null };
  const metrics = [
    channel({ ...ended, name: 'hub/flash.copies.oldest_raw.age', device: 'hub' }),
    channel({ ...ended, name: 'lnf-daq/flash.batch.jobs/state=held', device: 'lnf-daq' }),
  ];
  const say = (...channels: ChannelNow[]) =>
    textOf(stale, { ...withChannels(...channels), agents: fullNow(AT).agents });
  assert.equal(say(channel({}), ...metrics), 'none of one channel');
  assert.match(say(channel({ t: AT - 3_600_000 }), ...metrics), /^plant\/level since 09:02:14$/);
  assert.match(say(...metrics), /^not configured: no channel was read/);
});

test('beyond a limit the value is there with what it is beyond', () => {
  const limits = [
    { side: 'low', severity: 'attention', value: 58, reason: 'a refill is late' },
  ] as const;
  assert.match(textOf(level, withChannels(channel({ limits }))), /^56\.2 % below 58.* 4 s ago$/);
});

test('what is not configured is called so', () => {
  assert.equal(textOf(level, emptyNow(AT)), 'not configured');
  assert.equal(
    textOf(wish({ channel: 'a/b' }), emptyNow(AT)),
    'not configured: no channel is called a/b',
  );
  for (const fact of LIVE_FACTS) {
    const text = textOf(wish({ fact }), emptyNow(AT));
    assert.match(text, fact === 'snapshot' ? /^written/ : /^not? |^not /, fact);
  }
});

test('an old snapshot is shown as of its own time, and ages stand still', () => {
  const manifest = { generated_at: AT - 240_000, stale_after_s: 30 };
  const now = withChannels(channel({ t: AT - 244_000 }));
  assert.equal(textOf(level, now, { manifest }), 'as of 09:58:14: 56.2 %');
});

test('a text keeps room for the usual forms of a value, and a block for what is a list', () => {
  assert.equal(roomOf(level), 'usual');
  const usual = [
    textOf(level, withChannels(channel({}))),
    textOf(level, withChannels(channel({ t: AT - 3_600_000 }))),
    textOf(level, withChannels(channel({})), {
      manifest: { generated_at: AT - 240_000, stale_after_s: 30 },
    }),
    textOf(level, emptyNow(AT)),
  ];
  for (const text of usual) assert.ok(text.length <= USUAL_CHARACTERS, text);
  assert.equal(roomOf(wish({ fact: 'volumes' })), 'block');
  assert.equal(roomOf(wish({ role: 'temperature' })), 'block');
});

test('of an old state a value that was much older has its own time besides', () => {
  const manifest = { generated_at: AT - 240_000, stale_after_s: 30 };
  const now = withChannels(channel({ t: AT - 500_000, staleAfterMs: 3_600_000 }));
  assert.equal(textOf(level, now, { manifest }), 'as of 09:58:14: 56.2 % 09:53:54');
});

test('before anything is known there is nothing; where nobody answers that is said', () => {
  assert.equal(textOf(level, null), '');
  assert.equal(
    textOf(level, null, { trouble: 'the server does not answer' }),
    'not known: the server does not answer',
  );
});

test('series of a metric are told apart by their labels, at most four, and the rest are counted', () => {
  const jobs = ['held', 'idle', 'running', 'completed', 'failed'].map((state, n) =>
    channel({
      name: `n/flash.batch.jobs/batch_system=slurm,batch_instance=c,state=${state}`,
      device: 'n',
      role: null,
      unit: '1',
      value: n,
    }),
  );
  assert.equal(
    textOf(wish({ metric: 'flash_batch_jobs', where: { state: 'held' } }), withChannels(...jobs)),
    'no jobs 4 s ago',
  );
  assert.match(
    textOf(wish({ metric: 'flash_batch_jobs' }), withChannels(...jobs)),
    /^slurm c held no jobs 4 s ago; .*; and 1 more$/,
  );
});

test('yes and no are words, and no needs a person', () => {
  const asked = wish({ metric: 'flash_batch_up', yes: 'answers', no: 'does not answer' });
  const up = (value: number) =>
    withChannels(
      channel({
        name: 'n/flash.batch.up/batch_system=slurm,batch_instance=c',
        device: 'n',
        role: null,
        value,
      }),
    );
  assert.equal(textOf(asked, up(1)), 'answers 4 s ago');
  assert.equal(textOf(asked, up(0)), 'does not answer 4 s ago');
});

test('a time is said as a day with how far it is', () => {
  const asked = wish({ metric: 'flash_agent_token_expiry_timestamp_seconds' });
  const token = channel({
    name: 'n/flash.agent.token.expiry.time/use=agent.token_file',
    device: 'n',
    role: null,
    value: (AT + 3 * 86_400_000) / 1_000,
  });
  assert.equal(textOf(asked, withChannels(token)), '26 Nov 10:02, in 3.0 days 4 s ago');
});

test('a full snapshot answers every fact', () => {
  for (const fact of LIVE_FACTS) {
    const text = textOf(wish({ fact }), fullNow(AT));
    assert.doesNotMatch(text, /not configured|undefined|NaN/, fact);
    assert.ok(text.length > 3, fact);
  }
});

test('an alert is raised with its value, not raised, or off with the reason', () => {
  const alarms = someAlarms(AT);
  const say = (alert: string) => textOf(wish({ alert }), fullNow(AT), { alarms });
  assert.equal(say('AgentSilent'), 'lnf-store 9 min raised since 09:53:14');
  assert.equal(say('Quench'), 'not raised');
  assert.equal(say('HeliumLow'), 'off: not configured: a key channel with the role level');
});

test('a text cannot ask for what does not exist', () => {
  const fails = (props: LiveProps, message: RegExp) => assert.throws(() => wishOf(props), message);
  fails({}, /takes one of channel, role/);
  fails({ role: 'level', fact: 'backup' }, /takes one of .*it has role, fact/);
  fails({ role: 'levle' }, /"levle" is no role of a key channel; there are t_cav/);
  fails({ fact: 'weather' }, /"weather" is no fact of the site/);
  fails({ alert: 'Nothing' }, /"Nothing" is no alert/);
  fails({ metric: 'flash_nothing' }, /no metric is called so/);
  fails({ metric: 'flash_agent_info' }, /it is not recorded/);
  fails({ metric: 'flash_batch_jobs', where: { stat: 'held' } }, /"stat" is no label of/);
  fails({ metric: 'flash_batch_jobs', where: { state: 'hold' } }, /"hold" is no value of state/);
  assert.equal(wishOf({ none: 'nothing to see' }), null);
});

test('a wish comes back from its attribute as it was; what is not readable is none', () => {
  assert.deepEqual(readWish(writeWish(level)), level);
  assert.equal(readWish('{'), null);
  assert.equal(readWish(undefined), null);
  assert.equal(
    itemsOf(level, { now: emptyNow(AT), manifest: { generated_at: AT }, at: AT }, null).length,
    1,
  );
});

test('room is what is free and how long the DAQ could write into it; a quota has its time and is not stale', () => {
  const now = fullNow(AT);
  const [disk] = now.volumes;
  assert.ok(disk !== undefined);
  const at = AT - 2 * 86_400_000;
  const room = (part: Partial<typeof disk>, daq = now.daq) =>
    textOf(wish({ fact: 'room' }), { ...now, daq, volumes: [{ ...disk, ...part }] });
  assert.match(room({ used: 0, capacity: 1e12 }), /^DAQ disk 1\.00 TB free, full after 74 days at/);
  assert.equal(
    room({ at, isQuota: true }),
    'DAQ disk 6.10 TB free, full after 452 days at the rate of now 2.0 days ago',
  );
  assert.match(room({ at }), /stale since/);
  assert.match(room({ capacity: null }), /not known/);
  assert.doesNotMatch(room({}, null), /full after/);
});
