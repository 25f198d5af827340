/** The first lines of the one file: an agent that was started without its flags puts itself in its own place with them. */

import { NODE_ENVIRONMENT, NODE_FLAGS } from './node-flags.ts';

/**
 * Returns them, as text.
 *
 * Most flags count only when Node starts: V8's heap and threads are made by then, and glibc reads its variables before
 * that. So however an agent is started it needs no more memory than under its unit. The process stays the same one:
 * its number, output and environment (execve(2)). What the command line or NODE_OPTIONS says, either way, stays as it
 * is said. A process with a channel to its parent is left alone, because the channel would be lost.
 */
export function beginAgain(): string {
  return `if (process.argv[2] === "agent" && process.argv[3] !== "install" && process.execve && !process.channel) {
    const nameOf = (flag) => flag.replaceAll("_", "-").replace(/^--(no-)?|=.*/g, "");
    const given = [...process.execArgv, ...(process.env.NODE_OPTIONS || "").split(" ")].map(nameOf);
    const flags = ${JSON.stringify(NODE_FLAGS)}.filter((flag) => !given.includes(nameOf(flag)));
    const environment = { ...${JSON.stringify(NODE_ENVIRONMENT)}, ...process.env };
    const isWhole = flags.length === 0 && Object.keys(environment).every((name) => name in process.env);
    if (!isWhole && require("node:fs").existsSync(process.execPath))
      process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...process.argv.slice(1)], environment);
  }`;
}
