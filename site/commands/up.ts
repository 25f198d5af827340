/** `flash up`: starts the hub and an agent as children, in the demo also the simulated experiment, and keeps them alive. */

import { join } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { FlashError } from '#telemetry/errors.ts';
import { startChild, type Child } from '../processes/child.ts';
import { readChildMessage } from '../processes/parent.ts';
import { createSteps, type Step, type Steps } from '../processes/steps.ts';
import { waitForAnswer, waitForCatchUp } from '../processes/catch-up.ts';
import { holdHome } from '../processes/hold-home.ts';
import { program } from '#telemetry/program.ts';

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

  ${program} up --demo      a living experiment on http://127.0.0.1:4321, marked DEMO
  ${program} up             the configured experiment`,
  run: up,
};

async function up(input: CommandInput): Promise<number> {
  const config = configOf(input);
  const home = await holdHome(config, input.signal);
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
    await stopAll(children);
    home.release();
  }
}

/** All at once, the hub after the others: it takes what the agent still delivers. */
async function stopAll(children: readonly Child[]): Promise<void> {
  const isHub = ({ name }: Child): boolean => name === 'hub';
  await Promise.all(children.filter((child) => !isHub(child)).map((child) => child.stop()));
  await Promise.all(children.filter(isHub).map((child) => child.stop()));
}

/** What a start is made with. */
interface Start {
  readonly input: CommandInput;
  readonly config: FlashConfig;
  readonly steps: Steps;
  /** Every child goes in here, so that it is ended whatever happens. */
  readonly children: Child[];
}

async function start(input: CommandInput, config: FlashConfig, children: Child[]): Promise<void> {
  const steps = createSteps({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
  });
  const all = { input, config, steps, children };
  input.say(
    `FLASH computing, ${config.isDemo ? 'demo experiment' : `node ${config.node}`} in ${config.homeDirectory}`,
  );
  // The experiment's past is written while the site is compiled and the catalogue made.
  const simulator = config.isDemo ? startSimulator(all) : null;
  const url = await startHub(all, simulator);
  await simulator?.live();
  await startAgent(all, url);
  if (config.isDemo) await catchUp(all, url);
  input.say('');
  input.say(`  ${url}  ${config.isDemo ? 'the experiment (simulated, marked DEMO)' : 'the site'}`);
  input.say(`  http://${config.agent.listen}/metrics  the agent, for Prometheus`);
  input.say('');
  input.say(`Ctrl-C ends it; the next start brings it back as it is.`);
}

/** Resolves with the hub's address once it serves; from then on it is kept alive. */
async function startHub(all: Start, simulator: Simulator | null): Promise<string> {
  const { input, config, steps, children } = all;
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
    step?.fail();
    throw notStarted('hub', code, config);
  });
  const troubles = simulator === null ? [failed] : [failed, simulator.failed];
  const url = await orAborted(Promise.race([ready.promise, ...troubles]), input.signal);
  hub.keepAlive();
  return url;
}

interface Simulator {
  /** Rejects when it ends before it is live. */
  readonly failed: Promise<never>;
  /** Shows what it writes from now on; resolves when it is live, and keeps it alive. */
  live(): Promise<void>;
}

function startSimulator({ input, config, steps, children }: Start): Simulator {
  const began = performance.now();
  let step: Step | null = null;
  let said = '';
  const isLive = Promise.withResolvers<void>();
  const history = input.options['history'];
  const args = ['demo', 'simulate', ...(typeof history === 'string' ? ['--history', history] : [])];
  const simulator = startChild({
    ...part(input, config, 'simulator', args),
    onLine(line) {
      if (line.endsWith('is running')) isLive.resolve();
      else said = line;
      step?.update(said);
    },
  });
  children.push(simulator);
  const failed = simulator.failed.then((code): never => {
    step?.fail();
    throw notStarted('simulator', code, config);
  });
  // Whoever waits for it hears of it; nobody may be waiting just then.
  failed.catch(() => undefined);
  return {
    failed,
    async live() {
      step = steps.begin('writing the experiment', began);
      step.update(said);
      await orAborted(Promise.race([isLive.promise, failed]), input.signal);
      step.done();
      simulator.keepAlive();
    },
  };
}

/** Resolves when the agent answers; from then on it is kept alive. */
async function startAgent({ input, config, children }: Start, recorder: string): Promise<void> {
  const agent = startChild({
    ...part(input, config, 'agent', ['agent', '--log-format', 'text']),
    env: { ...input.env, FLASH_RECORDER: recorder },
  });
  children.push(agent);
  const failed = agent.failed.then((code): never => {
    throw notStarted('agent', code, config);
  });
  const answers = waitForAnswer(`http://${config.agent.listen}/healthz`, input.signal);
  await orAborted(Promise.race([answers, failed]), input.signal);
  agent.keepAlive();
}

async function catchUp({ input, config, steps }: Start, url: string): Promise<void> {
  const step = steps.begin('taking it in');
  await orAborted(
    waitForCatchUp({
      url,
      metrics: `http://${config.agent.listen}/metrics`,
      signal: input.signal,
      onProgress: (detail) => step.update(detail),
    }),
    input.signal,
  );
  step.done();
}

/** An agent's live heap is some 12 MiB; without bounds V8 keeps ten times that after reading a long history. */
const SMALL_HEAP = ['--max-semi-space-size=1', '--max-old-space-size=128', '--v8-pool-size=1'];

function part(input: CommandInput, config: FlashConfig, name: string, words: readonly string[]) {
  const configPath = input.options['config'];
  return {
    name,
    args: [
      '--disable-warning=ExperimentalWarning',
      ...(name === 'agent' ? SMALL_HEAP : []),
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
