/** Writes what an agent would do for a person: what is missing stands out, each with what to do. */

import { CHECK_MARKS } from '#telemetry/check.ts';
import { program } from '#telemetry/program.ts';

import { isMissing } from './plan.ts';
import type { Look, Plan, PlannedCollector } from './plan.ts';

/** Returns the text of a plan. */
export function describePlan(plan: Plan): string {
  const looks = [...plan.agent, ...plan.collectors.flatMap(({ sources }) => sources)];
  const width = Math.max(...looks.map(({ what }) => what.length));
  return [
    `node ${plan.node} at ${plan.site}, configuration: ${plan.configuration ?? 'the built-in demo'}`,
    `looked as user ${plan.user}${whatRootSees(plan.user)}; nothing was started or stored`,
    '',
    'the agent itself',
    ...plan.agent.flatMap((look) => describeLook(look, width)),
    ...plan.collectors.flatMap((one) => ['', ...describeCollector(one, width)]),
    ...(plan.collectors.length > 0
      ? []
      : ['', `no collector is configured: name some in flash.yaml ("${program} init" shows how)`]),
    '',
    summary(looks),
    '',
  ].join('\n');
}

function whatRootSees(user: string): string {
  return user === 'root' ? ' (who may read everything; the agent may be another user)' : '';
}

function describeCollector(one: PlannedCollector, width: number): string[] {
  const { name, summary: does, intervalMs, deadlineMs, sources } = one;
  const times = `every ${seconds(intervalMs)}, at most ${seconds(deadlineMs)} a round`;
  const lines = sources.flatMap((look) => describeLook(look, width));
  return [
    `${name}, ${times}: ${does}`,
    ...(lines.length === 0 ? ['  -     reads only this machine itself'] : lines),
  ];
}

function describeLook({ what, state, found, mend }: Look, width: number): string[] {
  const indent = ' '.repeat(width + 10);
  const line = `  ${CHECK_MARKS[state]}  ${what.padEnd(width)}  ${found.replaceAll('\n', `\n${indent}`)}`;
  return mend === undefined || state === 'good' ? [line] : [line, `${indent}do: ${mend}`];
}

function summary(looks: readonly Look[]): string {
  const missing = looks.filter(isMissing).length;
  const odd = looks.filter(({ state }) => state === 'attention').length;
  if (missing > 0) return `${String(missing)} missing: see the lines that begin with BAD.`;
  return odd === 0 ? 'All is there.' : `All is there; ${String(odd)} worth a look.`;
}

function seconds(ms: number): string {
  return `${String(ms / 1_000)} s`;
}
