/** The script of storage, jobs, statistics and shifts. */

import '../main.ts';
import '../overview.ts';
