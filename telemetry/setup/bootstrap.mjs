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

/** Brings what is missing, one setup at a time in a clone; looks again once the lock is ours. */
async function setUp(needs) {
  if (planSteps(needs, { root, cache }).length === 0) return;
  mkdirSync(cache, { recursive: true });
  const release = await takeSetupLock(join(cache, 'setup.lock'), say);
  const interrupt = (signal) => {
    signalCommands(signal);
    release();
    say('\nflash: interrupted; the next start goes on from here');
    process.exit(130);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const steps = planSteps(needs, { root, cache });
    const progress = createProgress({ total: steps.length });
    for (const { label, run } of steps) {
      const warning = await progress(label, run);
      if (warning) say(`flash: ${warning}`);
    }
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    release();
  }
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
