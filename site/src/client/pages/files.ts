/** The script of the page that finds files. */

import '../main.ts';
import '../find-door.ts';
