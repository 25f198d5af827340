/** The resident program of the one file: `flash agent`, and nothing that it does not need. */

import { runCommandLine } from '#telemetry/front-door.ts';

import { agentEntry } from '../../commands.ts';
import { installedHost } from './installed-host.ts';

const host = installedHost([agentEntry]);

void runCommandLine(process.argv.slice(2), host).then((code) => process.exit(code));
