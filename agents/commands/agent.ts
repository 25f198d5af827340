/** `flash agent`: this node's agent, until it is told to stop. */

import type { Command } from '#telemetry/command.ts';
import { systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { stderrLog } from '#telemetry/log.ts';

import { startAgent } from '../agent.ts';
import { readConfiguration } from '../read-configuration.ts';
import { program } from '#telemetry/program.ts';

export const command: Command = {
  options: {
    config: { type: 'string', value: 'FILE', help: 'the configuration (default: ./flash.yaml)' },
    demo: { type: 'boolean', help: 'the agent of the demo' },
  },
  usage: '[--config FILE] [--demo]',
  description: `Runs the collectors that the configuration names, keeps what they find in a spool on disk, and
delivers it to the recorder; metrics are at /metrics, its state at /readyz.

  ${program} agent --config /etc/flash/flash.yaml
`,
  async run({ options, env, cwd, signal, say, host }) {
    const { config: path } = options;
    const configuration = readConfiguration({
      env,
      cwd,
      path: typeof path === 'string' ? path : null,
      demo: options['demo'] === true,
      reader: host.configurationReader,
    });
    const effects = { clock: systemClock, log: stderrLog('agent') };
    process.on('unhandledRejection', (reason) => {
      effects.log.write(
        'error',
        `something failed that nobody waited for: ${describeError(reason)}`,
      );
    });
    const agent = await startAgent({ configuration, effects });
    const names = configuration.collectors.map(({ name }) => name).join(', ');
    say(`agent ${configuration.config.node}: ${agent.url}/metrics; collectors: ${names || 'none'}`);
    await aborted(signal);
    await agent.stop();
    return 0;
  },
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
