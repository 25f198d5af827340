/** `flash agent install`: puts the one file, its Node, a unit and a first configuration onto this machine; `--uninstall` takes them away. */

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { nodeName } from '#telemetry/config/node-name.ts';
import { FlashError } from '#telemetry/errors.ts';

import type { NodeFacts } from '../deploy/first-configuration.ts';
import { PLACES } from '../deploy/places.ts';
import { planInstall, planUninstall } from '../deploy/plan-install.ts';
import { describeSteps } from '../deploy/step.ts';
import type { Step } from '../deploy/step.ts';

export const command: Command = {
  options: {
    recorder: {
      type: 'string',
      value: 'URL',
      help: 'where the recorder is, for the first flash.yaml',
    },
    start: { type: 'boolean', help: 'start the agent now and with the machine' },
    'dry-run': { type: 'boolean', help: 'say what would be done, and do nothing' },
    root: {
      type: 'string',
      value: 'DIR',
      help: 'install below DIR, for an image; nothing is started',
    },
    uninstall: {
      type: 'boolean',
      help: 'remove the programs and the unit; configuration and spool stay',
    },
    purge: {
      type: 'boolean',
      help: 'with --uninstall: remove configuration, token, spool and user too',
    },
  },
  usage: '[--recorder URL] [--start] [--root DIR] [--dry-run] | --uninstall [--purge] [--dry-run]',
  description: `Installs this agent, or brings an installed one up to date. The same command twice changes nothing;
your configuration is never touched once it is there.

  ${PLACES.wrapper}              what you type
  ${PLACES.library}              the agent's one file, and the Node that runs it
  ${PLACES.configuration}             commented configuration of this node
  ${PLACES.state}                the spool
  ${PLACES.unit}

  sudo node flash-agent.cjs agent install --recorder https://flash.example.org
`,
  async run(input) {
    const { options, write, say } = input;
    const isDryRun = options['dry-run'] === true;
    const root = typeof options['root'] === 'string' ? resolve(input.cwd, options['root']) : '/';
    const isRemoval = options['uninstall'] === true;
    const purge = options['purge'] === true;
    if (purge && !isRemoval) throw new UsageError('--purge goes with --uninstall');
    if (!isDryRun) requireRoot(root, input);
    const steps = isRemoval
      ? planUninstall({ root, purge })
      : planInstall(installOptions(input, root));
    await carryOut(steps, isDryRun, write);
    if (isDryRun) say('Nothing was done: this was a dry run.');
    else
      say(isRemoval ? 'The agent is removed.' : afterwards(root, steps, options['start'] === true));
    return 0;
  },
};

/** Each line is printed when its step is done, so that the last one says where it stopped. */
async function carryOut(
  steps: readonly Step[],
  isDryRun: boolean,
  write: CommandInput['write'],
): Promise<void> {
  for (const step of steps) {
    if (!isDryRun) step.apply?.();
    await write(describeSteps([step], isDryRun));
  }
}

function installOptions(input: CommandInput, root: string): Parameters<typeof planInstall>[0] {
  const { options, env } = input;
  const recorder = options['recorder'];
  if (typeof recorder === 'string' && !/^https?:\/\/[^/]/.test(recorder))
    throw new UsageError(`--recorder wants an address such as https://flash.example.org`);
  const facts: NodeFacts = {
    node: nodeName(hostname()),
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    recorder: typeof recorder === 'string' ? recorder : null,
    hasCondor: (env['PATH'] ?? '')
      .split(delimiter)
      .some((one) => existsSync(join(one, 'condor_q'))),
  };
  const start = options['start'] === true && root === '/';
  return { root, bundle: findBundle(input), node: process.execPath, facts, start };
}

/** This very file where it is the one file; in a clone what `npm run bundle` made. */
function findBundle({ host }: CommandInput): string {
  if (host.entry.endsWith('.cjs')) return host.entry;
  const made = join(dirname(host.entry), 'dist', 'flash-agent.cjs');
  if (existsSync(made)) return made;
  throw new FlashError({
    operation: 'install the agent',
    subject: made,
    reason: 'the one file has not been made in this clone',
    hint: 'type `npm run bundle`, then the same command again',
  });
}

function requireRoot(root: string, { host }: CommandInput): void {
  if (root !== '/' || process.getuid?.() === 0) return;
  throw new FlashError({
    operation: 'install the agent',
    subject: PLACES.library,
    reason: 'this user may not write there',
    hint: `run it as root: sudo ${host.program === 'flash' ? PLACES.wrapper : `${process.execPath} ${host.entry}`} agent install; or look first with --dry-run`,
  });
}

function afterwards(root: string, steps: readonly Step[], isStarted: boolean): string {
  if (steps.every(({ apply }) => apply === null)) return 'Nothing had to be done.';
  if (root !== '/') return `The agent is installed below ${root}.`;
  if (isStarted)
    return 'The agent runs: `flash doctor` says how it is, `journalctl -u flash-agent` what it said.';
  return [
    'The agent is installed, and not started yet. Next:',
    `  1. write this node's token into ${PLACES.token} (chmod 640, group flash); on the hub: flash token add NODE`,
    `  2. say in ${PLACES.configuration} where the recorder is and what to watch`,
    '  3. flash doctor; flash collect',
    '  4. systemctl enable --now flash-agent',
  ].join('\n');
}
