/** The part of the one file that reads the configuration for the agent, in a process that ends at once. */

import { handOverConfiguration } from '#agents/hand-over-configuration.ts';

void handOverConfiguration(process.argv.slice(3)).then(() => process.exit(0));
