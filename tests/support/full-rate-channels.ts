/** The channels of an experiment at full rate: which node reports each, how often, and what it says. */

import type { Fact } from '#telemetry/facts/index.ts';
import { CAMPAIGN, channelFact } from './facts.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
export const NODES = ['lnf-daq', 'lnf-cryo', 'lnf-dcs', 'lnf-store', 'lnf-farm'] as const;
export type Node = (typeof NODES)[number];
const KEYS = ['t_cav', 't_mc', 'field', 'pressure', 'flow', 'level'] as const;

export interface Plan {
  readonly name: string;
  readonly node: Node;
  readonly n: number;
  /** 1 to 10 s, evenly. */
  readonly cadenceMs: number;
  readonly base: number;
  /** Stamps of whole seconds, as logs have them; else of milliseconds, as a queue has them. */
  readonly isWhole: boolean;
}

export function planOf(n: number, channels: number): Plan {
  return {
    name: `device${String(Math.floor(n / 10)).padStart(2, '0')}/ch${n % 10}-t`,
    node: NODES[1 + (n % 2)] ?? NODES[1],
    n,
    cadenceMs: SECOND + Math.round((n * 9) / Math.max(1, channels - 1)) * SECOND,
    base: 0.01 * (n + 1),
    isWhole: n % 2 === 0,
  };
}

/** A tenth of them in each of ten seconds: as many nodes record theirs together. */
export function metricOf(k: number, n: number): Plan {
  const name = `lnf-daq/flash.batch.jobs/batch_system=htcondor,batch_instance=${k},state=idle`;
  return { name, node: 'lnf-daq', n: k % 10, cadenceMs: MINUTE, base: n + 1, isWhole: false };
}

export function campaignOf(plans: readonly Plan[]): Readonly<Record<string, unknown>> {
  return {
    name: CAMPAIGN,
    slug: 'run-2026.11-quax',
    key_channels: KEYS.map((role, n) => ({
      channel: plans[n]?.name ?? '',
      role,
      label: `Channel ${n}`,
      limits: [{ side: 'high', severity: 'alarm', value: 900, reason: 'far above' }],
    })),
  };
}

/** Noise of one part in a thousand upon a slow wave, with six digits, the same in every run. */
export function valueOf({ base, n }: Plan, t: number): number {
  const noise = (((t / 100 + n * 97) * 40_503) % 1_009) / 1_009 - 0.5;
  return Number((base * (1 + 0.05 * Math.sin(t / 3e6 + n) + 0.002 * noise)).toPrecision(6));
}

export function historyOf(plan: Plan, from: number, to: number): readonly Fact[] {
  const values = Array.from({ length: Math.floor((to - from) / plan.cadenceMs) }, (_, i) => {
    const t = from + i * plan.cadenceMs;
    return [t, valueOf(plan, t), 'good'] as const;
  });
  const [device] = plan.name.split('/');
  return [
    channelFact(plan.name, { device: device ?? '', label: `Sensor ${plan.n}` }),
    { kind: 'readings', channel: plan.name, values, origin: 'live' },
  ];
}
