/** What an alert is: a condition over metrics with its duration and severity, what it says, what explains it, and what to do. */

import type { Condition } from './expression.ts';

export const TOPICS = [
  'data',
  'cryogenics',
  'magnet',
  'resonance',
  'safety',
  'computing',
  'agents',
  'site',
] as const;
export type Topic = (typeof TOPICS)[number];

/** info: read it in working hours; warning: within this shift; critical: now, also at night. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who is called. */
export const ROLES = [
  'shifter',
  'run coordinator',
  'cryogenics expert',
  'magnet expert',
  'data manager',
  'computing contact',
  'whoever runs the machines',
] as const;
export type Role = (typeof ROLES)[number];

/** What must be configured for an alert to mean anything, with what to write where it is not. */
export const SOURCES = {
  daq: 'collectors.daq on the node of the data acquisition',
  'slow control': 'collectors.cryostat or collectors.mqtt, with the device’s channels',
  limits: 'limits of a key channel in campaigns',
  volumes: 'collectors.storage.volumes',
  quotas: 'collectors.storage.quotas or openstack',
  copies: 'collectors.storage.copies',
  tape: 'a place with tape in collectors.storage.copies',
  batch: 'collectors.htcondor, slurm or kubernetes',
  host: 'collectors.host',
  agents: 'an agent that sends to this hub',
  backup: 'backup.nightly_hour',
  'second backup': 'backup.copy_to',
  receivers: 'alarms.receivers',
  certificates: 'agent.web_config_file',
  tokens: 'a token with a date in it, in agent.token_file or a place of copies',
  field: 'a key channel with the role field',
  level: 'a key channel with the role level',
  'cooling water': 'a key channel with the role cooling_water',
  compressor: 'a key channel with the role compressor',
} as const;
export type Source = keyof typeof SOURCES;

/** Returns what an alert lacks of the sources there are: it is off where that is anything. */
export function missingSources(
  { needs }: Pick<AlertDefinition, 'needs'>,
  sources: ReadonlySet<Source>,
): readonly Source[] {
  return needs.filter((source) => !sources.has(source));
}

/** An alarm that explains this one while it is raised: this one is then not told. */
export interface Parent {
  readonly alert: string;
  /** Labels that must be the same in both; none: it explains all. */
  readonly equal: readonly string[];
}

export interface AlertDefinition {
  /** `NoNewFile`: as Prometheus and Alertmanager show it. */
  readonly name: string;
  readonly topic: Topic;
  readonly severity: Severity;
  readonly when: Condition;
  /** How long the condition must hold without a break before the alarm is raised. */
  readonly forMs: number;
  /** A sentence; `{value}`, `{limit}` and `{label}` stand for what they say, with their units. */
  readonly summary: string;
  /** Stays raised until a person has seen it, also when the condition is over. */
  readonly isLatched: boolean;
  readonly parents: readonly Parent[];
  readonly needs: readonly Source[];
  /** A page of the documentation: `procedures/alarms/no-new-file`. */
  readonly runbook: string;
  readonly owner: Role;
  /** `prometheus`: the hub cannot see it: that it is away itself, or that Prometheus does not get an agent's metrics. */
  readonly seenBy: 'both' | 'prometheus';
}

type Defaults = 'forMs' | 'isLatched' | 'parents' | 'runbook' | 'seenBy' | 'topic';
export type AlertSpec = Omit<AlertDefinition, Defaults> & Partial<Omit<AlertDefinition, 'topic'>>;

/** Returns what declares the alerts of a topic: at once, not latched, explained by nothing, with the page of its name. */
export function alertsOf(topic: Topic, specs: readonly AlertSpec[]): readonly AlertDefinition[] {
  return specs.map((spec) => ({
    forMs: 0,
    isLatched: false,
    parents: [],
    runbook: `procedures/alarms/${kebab(spec.name)}`,
    seenBy: 'both',
    ...spec,
    topic,
  }));
}

/** `NoNewFile` is `no-new-file`; digits stay with the word before them. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
