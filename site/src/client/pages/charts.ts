/** The script of the page of charts. */

import '../main.ts';
import '../charts-page.ts';
