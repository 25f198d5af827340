/** The panel of what waits for delivery, where data flow and where agents are asked about. */

import { last } from '#telemetry/alerts/words.ts';
import { lines, only } from '../definition.ts';

export const spool = lines({
  title: 'Facts in the spool',
  question: 'Does anything wait for delivery?',
  values: only('{node}', last('flash_agent_spool_facts'), {
    sql: 'SELECT name AS node, spool_facts AS value FROM node WHERE spool_facts IS NOT NULL',
  }),
  width: 8,
});
