/** `npm start`, `npm test` and their kin: installs what is missing, then runs the program on Node 24. */

import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundPrograms, planSteps, SCRIPTS } from './plan.mjs';
import { createProgress } from './progress.mjs';
import { findNode, runChild } from './run-child.mjs';
import { signalCommands } from './run-command.mjs';
import { describeError, SetupError } from './setup-error.mjs';
import { takeSetupLock } from './setup-lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = resolve(root, process.env.FLASH_CACHE ?? '.cache');
const say = (line) => process.stderr.write(`${line}\n`);

const SAME_SIGNAL_MS = 300;

/** Brings what is missing, one setup at a time in a clone; looks again once the lock is ours. */
async function setUp(needs) {
  if (planSteps(needs, { root, cache }).length === 0) return;
  mkdirSync(cache, { recursive: true });
  const release = await takeSetupLock(join(cache, 'setup.lock'), say);
  const interrupts = watchInterrupts(() => {
    release();
    say('\nflash: interrupted; the next start goes on from here');
    process.exit(130);
  });
  try {
    const steps = planSteps(needs, { root, cache });
    const progress = createProgress({ total: steps.length });
    for (const { label, run } of steps) {
      const warning = await progress(label, run);
      if (warning) say(`flash: ${warning}`);
      interrupts.endIfAsked();
    }
  } finally {
    interrupts.forget();
    release();
  }
}

/** Ctrl-C ends the setup; a package manager at work is let finish first, unless asked twice. */
function watchInterrupts(end) {
  let asked;
  const onSignal = (signal) => {
    const now = performance.now();
    if (asked !== undefined && now - asked < SAME_SIGNAL_MS) return;
    const goesOn = signalCommands(signal, { force: asked !== undefined });
    asked = now;
    if (!goesOn) end();
    say('\nflash: the package manager finishes its work first; Ctrl-C again cuts it');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    endIfAsked: () => asked !== undefined && end(),
    forget: () => signals.forEach((signal) => process.off(signal, onSignal)),
  };
}

async function main([name, ...args]) {
  const script = SCRIPTS[name];
  if (!script) {
    throw new SetupError({
      what: `there is no script "${name}"`,
      hint: `use one of: ${Object.keys(SCRIPTS).join(', ')}`,
    });
  }
  await setUp(script.needs);
  const env = { ...process.env, ...foundPrograms(script.needs, { cache }) };
  return runChild([findNode(root), ...script.runs, ...args], { root, env });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    say(describeError(error));
    process.exit(1);
  },
);
