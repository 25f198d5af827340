/** `flash up`: starts the hub and an agent as children, in the demo also the simulated experiment, and keeps them alive. */

import { join } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { FlashError } from '#telemetry/errors.ts';
import { startChild, type Child } from '../processes/child.ts';
import { readChildMessage } from '../processes/parent.ts';
import { createSteps, type Step } from '../processes/steps.ts';
import { waitForCatchUp } from '../processes/catch-up.ts';

export const command: Command = {
  options: {
    ...configOptions,
    history: {
      type: 'string',
      value: 'SPAN',
      help: 'how much past the demo invents at its first start: 3d, 6h, 0',
    },
  },
  usage: '[--demo [--history SPAN]] [--config FILE]',
  description: `Starts the catalogue, the hub and this node's agent, and starts again what dies. Ctrl-C ends all of it;
the next start brings everything back. Logs of the parts are in logs/ below FLASH_HOME.

  flash up --demo      a living experiment on http://127.0.0.1:4321, marked DEMO
  flash up             the configured experiment`,
  run: up,
};

async function up(input: CommandInput): Promise<number> {
  const config = configOf(input);
  const children: Child[] = [];
  try {
    await start(input, config, children);
    await ended(input.signal);
    input.say('ending …');
    return 0;
  } catch (error) {
    // A start that was interrupted has not failed.
    if (input.signal.aborted) return 0;
    throw error;
  } finally {
    // The last one started ends first: the agent keeps what the hub no longer takes.
    for (const child of children.toReversed()) await child.stop();
  }
}

async function start(input: CommandInput, config: FlashConfig, children: Child[]): Promise<void> {
  const steps = createSteps({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
  });
  input.say(
    `FLASH computing, ${config.isDemo ? 'demo experiment' : `node ${config.node}`} in ${config.homeDirectory}`,
  );
  const hub = await startHub(input, config, children, steps);
  const agentEnv = { ...input.env, FLASH_RECORDER: hub.url };
  if (config.isDemo) await startSimulator(input, config, children, steps);
  const agent = startChild({ ...part(input, config, 'agent', ['agent']), env: agentEnv });
  children.push(agent);
  if (config.isDemo) await catchUp(input, hub.url, steps);
  for (const child of children) child.keepAlive();
  input.say('');
  input.say(
    `  ${hub.url}  ${config.isDemo ? 'the experiment (simulated, marked DEMO)' : 'the site'}`,
  );
  input.say(`  http://${config.agent.listen}/metrics  the agent, for Prometheus`);
  input.say('');
  input.say(`Ctrl-C ends it; the next start brings it back as it is.`);
}

async function startHub(
  input: CommandInput,
  config: FlashConfig,
  children: Child[],
  steps: ReturnType<typeof createSteps>,
): Promise<{ readonly url: string }> {
  let step: Step | null = null;
  const ready = Promise.withResolvers<string>();
  const hub = startChild({
    ...part(input, config, 'hub', ['hub']),
    onMessage(raw) {
      const message = readChildMessage(raw);
      if (message === null) return;
      if (message.kind === 'detail') return step?.update(message.detail);
      step?.done();
      step = message.kind === 'step' ? steps.begin(message.title) : null;
      if (message.kind === 'ready') ready.resolve(message.url);
    },
  });
  children.push(hub);
  const failed = hub.failed.then((code): never => {
    (step as Step | null)?.fail();
    throw notStarted('hub', code, config);
  });
  return { url: await orAborted(Promise.race([ready.promise, failed]), input.signal) };
}

async function startSimulator(
  input: CommandInput,
  config: FlashConfig,
  children: Child[],
  steps: ReturnType<typeof createSteps>,
): Promise<void> {
  const step = steps.begin('writing the experiment');
  const live = Promise.withResolvers<void>();
  const history = input.options['history'];
  const args = ['demo', 'simulate', ...(typeof history === 'string' ? ['--history', history] : [])];
  const simulator = startChild({
    ...part(input, config, 'simulator', args),
    onLine(line) {
      if (line.endsWith('is running')) live.resolve();
      else step.update(line);
    },
  });
  children.push(simulator);
  const failed = simulator.failed.then((code): never => {
    step.fail();
    throw notStarted('simulator', code, config);
  });
  await orAborted(Promise.race([live.promise, failed]), input.signal);
  step.done();
}

async function catchUp(
  input: CommandInput,
  url: string,
  steps: ReturnType<typeof createSteps>,
): Promise<void> {
  const step = steps.begin('taking it in');
  await orAborted(
    waitForCatchUp({ url, signal: input.signal, onProgress: (detail) => step.update(detail) }),
    input.signal,
  );
  step.done();
}

function part(input: CommandInput, config: FlashConfig, name: string, words: readonly string[]) {
  const configPath = input.options['config'];
  return {
    name,
    args: [
      '--disable-warning=ExperimentalWarning',
      input.host.entry,
      ...words,
      ...(name !== 'simulator' && config.isDemo ? ['--demo'] : []),
      ...(name !== 'simulator' && typeof configPath === 'string' ? ['--config', configPath] : []),
    ],
    env: input.env,
    logFile: join(config.homeDirectory, 'logs', `${name}.log`),
    say: (line: string) => input.say(`${name}: ${line}`),
  };
}

function notStarted(name: string, code: number, config: FlashConfig): FlashError {
  return new FlashError({
    operation: 'start',
    subject: `the ${name}`,
    reason: `it ended with exit code ${code}; what it said stands above`,
    hint: `its whole log is ${join(config.homeDirectory, 'logs', `${name}.log`)}`,
  });
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // A pending timer keeps the process alive while it waits.
    const heart = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(heart);
      resolve();
    });
  });
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error('interrupted'));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
  return Promise.race([promise, aborted]);
}
