/** `flash collect`: one round of the collectors, printed; nothing is stored. */

import { channelLimits } from '#telemetry/config/channel-limits.ts';
import type { Command } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { stderrLog } from '#telemetry/log.ts';

import { chooseCollectors } from '../choose-collectors.ts';
import type { ChosenCollector } from '../choose-collectors.ts';
import type { CollectorRound } from '../collector.ts';
import { collectors as allCollectors } from '../collectors/index.ts';
import { loadAgentConfiguration } from '../configured.ts';
import type { AgentConfiguration } from '../configured.ts';
import { describeRound } from '../describe-round.ts';
import { program } from '#telemetry/program.ts';

export const command: Command = {
  options: {
    config: { type: 'string', value: 'FILE', help: 'the configuration (default: ./flash.yaml)' },
    demo: { type: 'boolean', help: 'the collectors of the demo' },
    json: { type: 'boolean', help: 'one JSON object' },
  },
  usage: '[NAME…] [--config FILE] [--json]',
  description: `Runs one round of the named collectors, or of all that are configured, from the beginning of their
sources, and prints metrics and facts. Nothing is stored and nothing is sent.

  ${program} collect storage host
`,
  async run({ options, positionals, env, cwd, write, say, signal }) {
    const { config: path } = options;
    const configuration = await loadAgentConfiguration({
      env,
      cwd,
      path: typeof path === 'string' ? path : null,
      demo: options['demo'] === true,
    });
    const chosen = select(configuration, positionals);
    let failed = 0;
    const answers: Record<string, unknown> = {};
    for (const one of chosen) {
      try {
        const round = await oneRound(one, configuration, signal);
        answers[one.name] = toPlain(round);
        if (options['json'] !== true) await write(describeRound(one.name, round));
      } catch (thrown) {
        failed += 1;
        answers[one.name] = { failed: describeError(thrown) };
        say(`${one.name}: ${describeError(thrown)}`);
      }
    }
    if (options['json'] === true) await write(`${JSON.stringify(answers, null, 2)}\n`);
    return failed === 0 ? 0 : 1;
  },
};

function select(
  { collectors }: AgentConfiguration,
  names: readonly string[],
): readonly ChosenCollector[] {
  const unknown = names.find((name) => !collectors.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = collectors.map(({ name }) => name).join(', ') || 'none';
    throw new UsageError(`no collector "${unknown}" is configured; there are: ${known}`);
  }
  const wanted = names.length === 0 ? collectors : collectors.filter((c) => names.includes(c.name));
  return chooseCollectors(wanted, allCollectors);
}

async function oneRound(
  { name, create, deadlineMs }: ChosenCollector,
  { config }: AgentConfiguration,
  stop: AbortSignal,
): Promise<CollectorRound> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]);
  const collector = create({
    effects: { clock: systemClock, log: stderrLog(name) },
    node: config.node,
    site: config.site,
    timeZone: config.time_zone,
    limits: channelLimits(config),
    cursor: new Map(),
    signal: () => signal,
    isTrial: true,
  });
  try {
    return await collector.collect();
  } finally {
    await collector.stop?.();
  }
}

function toPlain({
  facts,
  observations,
  foreign = [],
  problems,
  more = false,
}: CollectorRound): unknown {
  const metrics = observations.map(({ metric, labels, value }) => ({
    metric: metric.exposition,
    labels,
    value,
  }));
  return { metrics, ...(foreign.length === 0 ? {} : { foreign }), facts, problems, more };
}
