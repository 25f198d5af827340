/** Which sources of alerts there are: what the configuration names, and what agents of other nodes say they watch. */

import type { AlertDefinition, Source } from '#telemetry/alerts/definition.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import { nodeCertificateExpiry, nodeCollectorUp, nodeTokenExpiry } from '#telemetry/metrics/hub.ts';

const BATCH = ['htcondor', 'slurm', 'kubernetes'];
const CHANNELS = ['cryostat', 'mqtt'];

type Sourced = Pick<FlashConfig, 'agent' | 'alarms' | 'backup' | 'campaigns' | 'collectors'>;

/**
 * Returns the sources there are.
 *
 * @param seen collectors that agents run, of any node: their settings are not known here, so all that such a collector
 *   can watch counts as there
 * @param told sources that agents of any node have told to have: certificates and tokens that end
 */
export function configuredSources(
  config: Sourced,
  seen: readonly string[],
  told: readonly Source[] = [],
): ReadonlySet<Source> {
  const { agent, alarms, backup, campaigns, collectors } = config;
  const names = new Set([...Object.keys(collectors), ...seen]);
  const storage = collectors['storage'];
  const isElsewhere = storage === undefined && names.has('storage');
  const has = (...keys: string[]): boolean =>
    isElsewhere || keys.some((key) => isFilled(storage, key));
  const channels = campaigns.flatMap(({ key_channels: list }) => list);
  const hasRole = (role: string): boolean => channels.some((channel) => channel.role === role);
  const there: Readonly<Record<Source, boolean>> = {
    daq: names.has('daq'),
    'slow control': CHANNELS.some((name) => names.has(name)),
    limits: channels.some(({ limits }) => limits.length > 0),
    volumes: has('volumes'),
    quotas: has('quotas', 'openstack'),
    copies: has('copies'),
    tape: isElsewhere || hasTape(storage),
    batch: BATCH.some((name) => names.has(name)),
    host: names.has('host'),
    agents: names.size > 0,
    backup: backup.nightly_hour !== null,
    'second backup': backup.copy_to !== undefined,
    receivers: alarms.receivers.length > 0,
    certificates: agent.web_config_file !== undefined || agent.ca_file !== undefined,
    tokens: agent.token_file !== undefined || JSON.stringify(collectors).includes('token_file'),
    field: hasRole('field'),
    level: hasRole('level'),
    'cooling water': hasRole('cooling_water'),
    compressor: hasRole('compressor'),
  };
  return new Set([...(Object.keys(there) as Source[]).filter((source) => there[source]), ...told]);
}

/** A place that is asked about tape, or a list of what lies there. */
function hasTape(settings: unknown): boolean {
  return /"(tape":"(?!none")|locality":"(tape|both))/.test(JSON.stringify(settings ?? null));
}

function isFilled(settings: unknown, key: string): boolean {
  if (typeof settings !== 'object' || settings === null || !(key in settings)) return false;
  const value: unknown = Object.entries(settings).find(([name]) => name === key)?.[1];
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/** Returns the sources that agents tell the hub of themselves. */
export function sourcesTold(observations: readonly Observation[]): readonly Source[] {
  const has = (metric: MetricDefinition): boolean =>
    observations.some((observation) => observation.metric === metric);
  return [
    ...(has(nodeCertificateExpiry) ? (['certificates'] as const) : []),
    ...(has(nodeTokenExpiry) ? (['tokens'] as const) : []),
  ];
}

/** What agents alone know of themselves. */
const TOLD: readonly Source[] = ['certificates', 'tokens'];

/**
 * Returns the sources that agents told a running hub, by the alerts that it published as off.
 *
 * @param off empty: the hub has not looked yet, for one alert is always off there
 */
export function sourcesPublished(
  off: readonly { readonly alert: string }[],
  alerts: readonly Pick<AlertDefinition, 'name' | 'needs'>[],
): readonly Source[] {
  if (off.length === 0) return [];
  const names = new Set(off.map(({ alert }) => alert));
  return TOLD.filter((source) =>
    alerts.some(({ name, needs }) => needs.includes(source) && !names.has(name)),
  );
}

/** Returns the collectors that agents run, as the hub observes them. */
export function collectorsOf(observations: readonly Observation[]): readonly string[] {
  return observations.flatMap(({ metric, labels }) =>
    metric === nodeCollectorUp ? [labels['collector'] ?? ''] : [],
  );
}
