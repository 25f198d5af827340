/** What prose may ask to see as it is now; a name that does not exist stops the build. */

import { alerts } from '#dashboards/alerts/index.ts';
import { QUALITIES } from '#telemetry/facts/quality.ts';
import { KEY_ROLES } from '#telemetry/key-roles.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import { recordedName } from '#telemetry/metrics/recorded-name.ts';
import { LIVE_FACTS, type LiveWish } from './wish.ts';

export interface LiveProps {
  /** A channel by its name: `qfridge/ch6-t`. */
  readonly channel?: string;
  /** Key channels of the current campaign: `level`. */
  readonly role?: string;
  /** Channels whose last reading is so: `over`. */
  readonly quality?: string;
  /** A recorded metric of the agents or the hub, by its name in Prometheus. */
  readonly metric?: string;
  /** Which of its series: `{ state: 'held' }`, or several values of a label. */
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  /** What 1 and 0 mean, where the metric says yes or no: `answers`, `does not answer`. */
  readonly yes?: string;
  readonly no?: string;
  /** What is worked out of the snapshot: `last-file`. */
  readonly fact?: string;
  /** Whether this alert is raised. */
  readonly alert?: string;
  /** There is nothing to show, and why: a sentence. */
  readonly none?: string;
}

const KINDS = ['channel', 'role', 'quality', 'metric', 'fact', 'alert', 'none'] as const;

/** Returns the wish; null: there is nothing to show. @throws {Error} where what is named does not exist */
export function wishOf(props: LiveProps): LiveWish | null {
  const [kind, ...others] = KINDS.filter((one) => props[one] !== undefined);
  if (kind === undefined || others.length > 0)
    throw new Error(
      `<Live> takes one of ${KINDS.join(', ')}; it has ${[kind, ...others].join(', ')}`,
    );
  const name = props[kind] ?? '';
  if (name === '') throw new Error(`<Live ${kind}="" /> names nothing`);
  switch (kind) {
    case 'none':
      return null;
    case 'channel':
      return { kind, channel: name };
    case 'role':
      return { kind, role: oneOf(KEY_ROLES, name, 'role of a key channel') };
    case 'quality':
      return { kind, quality: oneOf(QUALITIES, name, 'quality') };
    case 'fact':
      return { kind, fact: oneOf(LIVE_FACTS, name, 'fact of the site') };
    case 'alert':
      return {
        kind,
        alert: oneOf(
          alerts.map((alert) => alert.name),
          name,
          'alert',
        ),
      };
    case 'metric':
      return metricWish(name, props);
  }
}

function metricWish(exposition: string, { where = {}, yes, no }: LiveProps): LiveWish {
  const metric = metricNamed(exposition);
  if (metric === undefined)
    throw new Error(
      `<Live metric="${exposition}" />: no metric is called so; see telemetry/metrics`,
    );
  if (metric.recordMs === null)
    throw new Error(
      `<Live metric="${exposition}" />: it is not recorded, so the site does not have it; give it recordMs`,
    );
  for (const [label, wanted] of Object.entries(where)) {
    if (label === 'node') continue;
    const allowed = metric.values[oneOf(metric.labels, label, `label of ${exposition}`)];
    for (const value of [wanted].flat())
      if (allowed !== undefined) oneOf(allowed, value, `value of ${label}`);
  }
  return {
    kind: 'metric',
    metric: recordedName(metric),
    unit: metric.unit,
    where: Object.fromEntries(
      Object.entries(where).map(([label, wanted]) => [
        label,
        typeof wanted === 'string' ? [wanted] : wanted,
      ]),
    ),
    words: yes === undefined || no === undefined ? null : [yes, no],
    isTime: exposition.endsWith('_timestamp_seconds') && metric.recordAs === 'value',
  };
}

function oneOf<T extends string>(list: readonly T[], name: string, what: string): T {
  const found = list.find((one) => one === name);
  if (found === undefined)
    throw new Error(`<Live>: "${name}" is no ${what}; there are ${list.join(', ')}`);
  return found;
}
