/** What `flash doctor` asks of the site's layer. */

import type { Check } from '#telemetry/check.ts';
import { diskRoom } from './checks/disk-room.ts';
import { homeWritable } from './checks/home-writable.ts';
import { hubPort } from './checks/hub-port.ts';
import { receiversReady } from './checks/receivers-ready.ts';
import { snapshotFresh } from './checks/snapshot-fresh.ts';

export const checks: readonly Check[] = [
  homeWritable,
  diskRoom,
  hubPort,
  snapshotFresh,
  receiversReady,
];
