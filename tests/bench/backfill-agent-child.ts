/** The agent's part of a back-fill in a process of its own: prints readings a second and the greatest resident memory, KiB. */

import { spoolRate } from './backfill-flow.ts';

process.stdout.write(`${String(await spoolRate())} ${String(process.resourceUsage().maxRSS)}`);
