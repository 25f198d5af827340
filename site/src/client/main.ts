/** The one script of every page, so that a first view needs one request for it; each part looks for its own place and does nothing without it. */

import './frame.ts';
import './now.ts';
import './alarms.ts';
import './log.ts';
import './runs.ts';
import './charts.ts';
import './run-files.ts';
import './live.ts';
