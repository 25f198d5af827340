/** The collectors there are, in the order they are shown; adding one is its file and one line here. */

import type { AnyCollectorModule } from '../collector.ts';
import { example } from './example.ts';
import { host } from './host.ts';

export const collectors: readonly AnyCollectorModule[] = [host, example];
