/** The script of the log and of its entries. */

import '../main.ts';
import '../log.ts';
