/** What every page does with script: its freshness and frame, the search box, times in the reader's zone. */

import './frame.ts';
import './search.ts';
import './local-time.ts';
