/** `flash agent`: this node's agent, until it is told to stop. */

import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { createLog } from '#telemetry/log.ts';
import type { LogFormat, LogTap } from '#telemetry/log.ts';

import { startAgent } from '../agent.ts';
import type { Agent } from '../agent.ts';
import type { AgentConfiguration } from '../configured.ts';
import { followConfiguration } from '../follow-configuration.ts';
import { killSoon } from '../last-resort.ts';
import { createNotifier } from '../notify.ts';
import { readConfiguration, readConfigurationAgain } from '../read-configuration.ts';
import type { ReadConfigurationInput } from '../read-configuration.ts';
import { knownSecrets } from '../secrets.ts';
import { systemTimers } from '../timers.ts';
import { program } from '#telemetry/program.ts';

export const command: Command = {
  options: {
    config: { type: 'string', value: 'FILE', help: 'the configuration (default: ./flash.yaml)' },
    demo: { type: 'boolean', help: 'the agent of the demo' },
    'dry-run': {
      type: 'boolean',
      help: 'say what would run and whether all is there; start and store nothing',
    },
    json: { type: 'boolean', help: 'with --dry-run: one JSON object' },
    'log-format': {
      type: 'string',
      value: 'text|json',
      help: 'lines for a person, or one JSON object a line (default: by whether a terminal reads them)',
    },
  },
  usage: '[--config FILE] [--demo] [--dry-run [--json]] [--log-format text|json]',
  description: `Runs the collectors that the configuration names, keeps what they find in a spool on disk, and
delivers it to the recorder; metrics are at /metrics, its state at /readyz. SIGHUP, or a change of the file
or of one that it names, makes it read the configuration again: a wrong one is refused whole. SIGTERM ends it within 5 s.
--dry-run looks at every source, the recorder, the spool and the pages: exit code 1 where something is missing.

  ${program} agent --config /etc/flash/flash.yaml --dry-run
`,
  hangup: 'reload',
  async run(input) {
    const format = logFormat(input.options['log-format']);
    const source = sourceOf(input);
    let configuration = readConfiguration(source);
    if (input.options['dry-run'] === true) return await dryRun(input, configuration);
    if (input.options['json'] === true) throw new UsageError('--json goes with --dry-run');
    // Also those of before: a configuration that was refused, or a round that still ends, uses the old ones.
    const every = new Set<string>();
    const secrets = (): readonly string[] => {
      for (const secret of knownSecrets(configuration.config)) every.add(secret);
      return [...every];
    };
    const tap: { current: LogTap | null } = { current: null };
    const log = createLog({ name: 'agent', format, secrets, tap });
    process.on('unhandledRejection', (reason) => {
      log.write('error', `something failed that nobody waited for: ${describeError(reason)}`);
    });
    const broken = new AbortController();
    const agent = await startAgent({
      configuration,
      env: input.env,
      tap,
      effects: { clock: systemClock, log },
      onSpoolDamage() {
        log.write(
          'error',
          'the spool is damaged; the agent ends, and saves what is whole when it is started again',
        );
        broken.abort();
      },
    });
    log.write('info', 'the agent runs', facts(configuration, agent));
    const signal = AbortSignal.any([input.signal, broken.signal]);
    await live({ ...input, signal }, agent, log, configuration, async () => {
      configuration = await readConfigurationAgain(source);
      return configuration;
    });
    const hanging = await agent.stop();
    if (hanging.length > 0) {
      log.write('warn', 'collectors hang; the process is killed', {
        collectors: hanging.join(', '),
      });
      killSoon();
    }
    return broken.signal.aborted ? 1 : 0;
  },
};

/** Loaded only where it is asked for: an agent that runs needs none of it. */
async function dryRun(
  { options, write }: CommandInput,
  configuration: AgentConfiguration,
): Promise<number> {
  const { isMissing, planAgent } = await import('../look/plan.ts');
  const { describePlan } = await import('../look/describe-plan.ts');
  const plan = await planAgent(configuration);
  const isJson = options['json'] === true;
  await write(isJson ? `${JSON.stringify(plan, null, 2)}\n` : describePlan(plan));
  const looks = [...plan.agent, ...plan.collectors.flatMap(({ sources }) => sources)];
  return looks.some(isMissing) ? 1 : 0;
}

/** Keeps systemd and the configuration in mind until it has to end. */
async function live(
  { env, signal }: CommandInput,
  agent: Agent,
  log: Log,
  first: AgentConfiguration,
  read: () => Promise<AgentConfiguration>,
): Promise<void> {
  const notifier = createNotifier({ env, pid: process.pid, log, timers: systemTimers });
  const isReady = (): void => notifier.ready(`metrics at ${agent.url}/metrics`);
  const onReload = { begun: notifier.reloading, ended: isReady };
  const { source: file } = first.config;
  const timers = systemTimers;
  const follower = followConfiguration({ file, first, read, agent, log, timers, onReload });
  process.on('SIGHUP', () => void follower.reload());
  isReady();
  void notifier.watch(signal);
  void follower.run(signal);
  await aborted(signal);
  notifier.stopping();
}

function sourceOf({ options, env, cwd, host }: CommandInput): ReadConfigurationInput {
  const { config: path, demo } = options;
  return {
    env,
    cwd,
    path: typeof path === 'string' ? path : null,
    demo: demo === true,
    reader: host.configurationReader,
  };
}

function logFormat(asked: CommandInput['options'][string] | undefined): LogFormat {
  if (asked === undefined) return process.stderr.isTTY ? 'text' : 'json';
  if (asked === 'text' || asked === 'json') return asked;
  throw new UsageError('--log-format is text or json');
}

function facts({ config, collectors }: AgentConfiguration, agent: Agent): Record<string, string> {
  const names = collectors.map(({ name }) => name).join(', ');
  return {
    node: config.node,
    metrics: `${agent.url}/metrics`,
    collectors: names || 'none',
    configuration: config.source ?? 'built in',
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
