/** The script of the alarms. */

import '../main.ts';
import '../alarms.ts';
