/** The short-lived process that reads the configuration, where the agent runs from a clone. */

import { handOverConfiguration } from './hand-over-configuration.ts';

await handOverConfiguration(process.argv.slice(2));
