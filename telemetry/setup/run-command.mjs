/** Runs one outside command quietly: its output goes to a log, whose tail is told on failure. */

import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, closeSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findProgram } from './find-program.mjs';
import { SetupError } from './setup-error.mjs';

const TAIL_LINES = 12;
/** Commands that run now, and whether they may be interrupted. */
const running = new Map();

/**
 * Runs a command to its end, with its own process group, so that Ctrl-C reaches it once, from us.
 * It ends with us even when we are killed, where `setpriv` exists.
 *
 * @param {string[]} command program and arguments
 * @param {object} options
 * @param {string} options.log file that takes the command's output
 * @param {string} options.what  what failed, if it fails: "cannot install the npm packages"
 * @param {string} [options.hint] what to do then
 * @param {boolean} [options.mayInterrupt] false for a package manager, which leaves the system in
 *   disorder when it is cut: it is let finish, even when we are killed
 * @throws {SetupError} on any other exit code than 0
 */
export async function runCommand(
  command,
  { log, what, subject, hint, cwd, mayInterrupt = true, env = process.env },
) {
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `\n$ ${command.join(' ')}\n`);
  const before = statSync(log).size;
  const output = openSync(log, 'a');
  const tied = mayInterrupt ? tieToParent(command, env) : command;
  const child = spawn(tied[0], tied.slice(1), {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  running.set(child, mayInterrupt);
  const ending = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  running.delete(child);
  closeSync(output);
  if (ending === 0) return;
  const said = readFileSync(log).subarray(before).toString('utf8');
  throw new SetupError({
    what,
    subject,
    why: `\`${command.join(' ')}\` ended with ${ending}:\n${tailOf(said)}\n(all of it: ${log})`,
    hint: hint ?? 'mend what it says, then start again; nothing has to be undone first',
    cause: said,
  });
}

/**
 * Passes a signal to the commands that run now; to those that must not be cut only with `force`.
 *
 * @returns {boolean} whether one goes on
 */
export function signalCommands(signal, { force = false } = {}) {
  let goesOn = false;
  for (const [child, mayInterrupt] of running) {
    if (!mayInterrupt && !force) {
      goesOn = true;
      continue;
    }
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }
  return goesOn;
}

/** Puts `setpriv --pdeathsig` before a command, so that the kernel ends it when we are killed. */
export function tieToParent(command, env = process.env) {
  const setpriv = findProgram('setpriv', env);
  return setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', ...command] : command;
}

/** Returns the last lines that say something. */
export function tailOf(text, lines = TAIL_LINES) {
  const said = text.split('\n').filter((line) => line.trim() !== '');
  return said.slice(-lines).join('\n');
}
