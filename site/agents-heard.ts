/** What agents say of themselves with each heartbeat and the catalogue does not keep: a full spool, and what will be over. */

import type { Heartbeat } from '#telemetry/recorder/schemas/envelope.ts';
import { nodeCertificateExpiry, nodeSpoolFull, nodeTokenExpiry } from '#telemetry/metrics/hub.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

export interface AgentsHeard {
  /** Takes in a heartbeat that was recorded. */
  readonly take: (agent: string, heartbeat: Heartbeat) => void;
  /** What each agent said last; an agent that is silent still says it, until the hub is started again. */
  readonly observations: () => readonly Observation[];
}

/** Makes the memory; an agent speaks every 10 s, so that a hub that was started again knows soon. */
export function createAgentsHeard(): AgentsHeard {
  const heard = new Map<string, readonly Observation[]>();
  return {
    take: (agent, heartbeat) => void heard.set(agent, observationsOf(agent, heartbeat)),
    observations: () => [...heard.values()].flat(),
  };
}

/** An agent of a version before does not say them: then there is no value. */
function observationsOf(node: string, { spoolFull, expiries = [] }: Heartbeat): Observation[] {
  return [
    ...(spoolFull === undefined
      ? []
      : [{ metric: nodeSpoolFull, labels: { node }, value: Number(spoolFull) }]),
    ...expiries.map(({ use, kind, at }) => ({
      metric: kind === 'token' ? nodeTokenExpiry : nodeCertificateExpiry,
      labels: { node, use },
      value: at / 1_000,
    })),
  ];
}
