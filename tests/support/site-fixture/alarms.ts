/** Alarms of a fixture: one grave with what it explains, one seen, one on the shelf, one that waits to be seen, some that are over. */

import type { Alarms, AlarmShown, ReceiverShown } from '#site/snapshot/schema/alarms.ts';
import type { WriteAsset } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function noAlarms(): Alarms {
  return {
    watched: 0,
    watchedSince: null,
    raised: [],
    shelves: [],
    receivers: [],
    off: [],
    past: [],
    months: [],
  };
}

function receiver(name: string, part: Partial<ReceiverShown>): ReceiverShown {
  return {
    name,
    kind: 'webhook',
    failingSince: null,
    reason: null,
    deliveredAt: null,
    waiting: 0,
    oldestWaiting: null,
    ...part,
  };
}

export function someAlarms(at: number): Alarms {
  const shelf = {
    alert: 'SecondCopyLate',
    subject: null,
    until: at + 3 * HOUR,
    at: at - HOUR,
    by: 'B. Esempio',
    why: 'the link to the cloud is being moved <until noon>',
  };
  const stale = alarm(at - 14 * MINUTE, {
    alert: 'ChannelStale',
    title: 'Channel stale',
    about: 'qfridge/p1',
    value: '28',
    limit: '1',
    summary: 'qfridge/p1 has not been read for 28 times the age at which it is stale.',
  });
  const silent = alarm(at - 9 * MINUTE, {
    alert: 'AgentSilent',
    title: 'Agent silent',
    about: 'lnf-store',
    topic: 'agents',
    severity: 'critical',
    value: '9\u202fmin',
    limit: '30\u202fs',
    owner: 'whoever runs the machines',
    summary: 'The agent on lnf-store was last heard 9\u202fmin ago; it speaks every 10 s.',
    runbook: 'procedures/alarms/agent-silent',
  });
  const away = ['VolumeAway', 'Volume away', 'volume-away', 'The volume archive'] as const;
  const fails = ['CollectorFails', 'Collector fails', 'collector-fails', 'The collector'] as const;
  const explained = [away, fails].map(([alert, title, page, what]) =>
    alarm(at - 4 * MINUTE, {
      alert,
      title,
      runbook: `procedures/alarms/${page}`,
      about: 'lnf-store',
      explainedBy: 'AgentSilent lnf-store',
      summary: `${what} on lnf-store does not answer.`,
    }),
  );
  const seen = alarm(at - 26 * HOUR, {
    alert: 'SensorOverRange',
    title: 'Sensor over range',
    about: 'qfridge/ch3-t',
    state: 'acknowledged',
    value: null,
    limit: null,
    summary: 'qfridge/ch3-t is over the range of its sensor; its number means nothing.',
    acknowledged: { at: at - 25 * HOUR, by: 'A. Sample', why: 'known: the magnet is warm' },
  });
  const late = alarm(at - 2 * HOUR, {
    alert: 'SecondCopyLate',
    title: 'Second copy late',
    state: 'shelved',
    topic: 'safety',
    value: '4.2\u202fh',
    limit: '2\u202fh',
    owner: 'data manager',
    summary:
      'A file of 4.2\u202fh ago has still only one copy; the cloud should have it within 2\u202fh.',
    shelf,
  });
  const over = (since: number, ms: number, part: Partial<AlarmShown>): AlarmShown =>
    alarm(since, {
      ...part,
      state: 'cleared',
      overAt: since + ms,
      clearedAt: since + ms,
    });
  return {
    watched: 47,
    watchedSince: at - 400 * 86_400_000,
    raised: [silent, stale, late, seen, ...explained],
    shelves: [shelf],
    receivers: [
      receiver('control-room', { deliveredAt: at - 8 * MINUTE }),
      receiver('on-call', {
        kind: 'email',
        failingSince: at - 8 * MINUTE,
        reason: 'no answer',
        waiting: 3,
        oldestWaiting: at - 8 * MINUTE,
      }),
    ],
    off: [
      {
        alert: 'HeliumLow',
        why: 'not configured: a key channel with the role level',
        runbook: 'procedures/alarms/helium-low',
      },
      {
        alert: 'HubAway',
        why: 'only Prometheus can see it, from outside the hub',
        runbook: 'procedures/alarms/hub-away',
      },
    ],
    past: [
      over(at - 5 * HOUR, 12 * MINUTE, {
        alert: 'NoNewFile',
        title: 'No new file',
        topic: 'data',
        summary:
          'The run of run_2026.11-quax is open, and its last file is 17\u202fmin old; files should come within 5\u202fmin.',
        acknowledged: { at: at - 5 * HOUR + 8 * MINUTE, by: 'A. Sample', why: 'DAQ restarted' },
      }),
      over(at - 40 * HOUR, 3 * HOUR, { times: 4, about: 'qfridge/p2' }),
    ],
    months: [],
  };
}

/** Alarms of the last 90 days: a few a week, of three alerts. */
export function alarmsOfPast(at: number): readonly AlarmShown[] {
  const kinds = [
    ['NoNewFile', 'No new file', 'warning', 'procedures/alarms/no-new-file'],
    ['SensorUnderRange', 'Sensor under range', 'info', 'procedures/alarms/sensor-under-range'],
    ['AgentSilent', 'Agent silent', 'critical', 'procedures/alarms/agent-silent'],
  ] as const;
  return Array.from({ length: 40 }, (_, n): AlarmShown => {
    const since = at - (n + 1) * 54 * HOUR;
    const [alert, title, severity, runbook] = kinds[n % 3] ?? kinds[0];
    const over = { state: 'cleared', overAt: since + HOUR, clearedAt: since + HOUR } as const;
    return alarm(since, {
      alert,
      title,
      severity,
      runbook,
      summary: `${title}, for a while.`,
      ...over,
    });
  });
}

/** The same by month. */
export async function pastMonths(at: number, write: WriteAsset): Promise<Alarms['months']> {
  const byMonth = Map.groupBy(alarmsOfPast(at), ({ raisedAt }) =>
    new Date(raisedAt).toISOString().slice(0, 7),
  );
  const months: Alarms['months'][number][] = [];
  for (const [month, alarms] of byMonth) {
    const asset = await write(`alarms/${month}`, { alarms });
    months.push({ month, count: alarms.length, isCut: false, asset });
  }
  return months;
}

function alarm(since: number, part: Partial<AlarmShown>): AlarmShown {
  return {
    alert: 'ChannelStale',
    title: 'Channel stale',
    about: '',
    topic: 'cryogenics',
    severity: 'warning',
    state: 'raised',
    since,
    raisedAt: since + 2 * MINUTE,
    overAt: null,
    clearedAt: null,
    value: '28',
    limit: '1',
    summary: 'qfridge/p2 has not been read for 28 times the age at which it is stale.',
    runbook: 'procedures/alarms/channel-stale',
    owner: 'shifter',
    times: 1,
    explainedBy: null,
    acknowledged: null,
    shelf: null,
    ...part,
  };
}
