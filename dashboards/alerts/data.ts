/** Alerts about the flow of data: files come, at the usual rate, of the usual size, and somebody sees them. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  age,
  and,
  atLeast,
  avgOver,
  below,
  increase,
  last,
  ratio,
  unless,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { physicsRun } from './running.ts';
import { HOUR, MINUTE, SECOND } from './spans.ts';

const sinceLastFile = age('flash_run_last_file_timestamp_seconds');

export const dataAlerts = alertsOf('data', [
  {
    name: 'NoNewFile',
    severity: 'warning',
    when: unless(
      above(sinceLastFile, thresholds.fileSilence),
      below(ratio(sinceLastFile, last('flash_run_cadence_seconds')), thresholds.fileCadences),
    ),
    forMs: 30 * SECOND,
    summary:
      'The run of {campaign} is open, and its last file is {value} old; files should come within {limit}.',
    parents: [
      { alert: 'AgentSilent', equal: ['node'] },
      { alert: 'DaqDirectoryUnseen', equal: ['node'] },
      { alert: 'DeliveryBehind', equal: ['node'] },
    ],
    needs: ['daq'],
    owner: 'shifter',
  },
  {
    name: 'DataRateFell',
    severity: 'warning',
    when: and(
      below(
        ratio(
          avgOver('flash_daq_bytes_per_second', 10 * MINUTE),
          avgOver('flash_daq_bytes_per_second', 6 * HOUR),
        ),
        thresholds.rateFall,
      ),
      physicsRun,
    ),
    forMs: 5 * MINUTE,
    summary:
      'Data come to {node} at {value} of their mean rate of 6 h, for 10 min; below {limit} something is slow.',
    parents: [
      { alert: 'NoNewFile', equal: ['node'] },
      { alert: 'AgentSilent', equal: ['node'] },
    ],
    needs: ['daq'],
    owner: 'shifter',
  },
  {
    name: 'FileSizeOdd',
    severity: 'warning',
    when: above(increase('flash_daq_odd_size_files_total', 15 * MINUTE), thresholds.oddFiles),
    summary:
      'In {campaign} on {node}, {value} of the last 15 min with a size that is not that of their neighbours, by more than a fifth.',
    needs: ['daq'],
    owner: 'data manager',
  },
  {
    name: 'DaqDirectoryUnseen',
    severity: 'warning',
    when: atLeast(last('flash_daq_roots', { state: 'blind' }), thresholds.blindRoots),
    forMs: 2 * MINUTE,
    summary: 'On {node}, {value} of the data acquisition cannot be looked into.',
    parents: [{ alert: 'AgentSilent', equal: ['node'] }],
    needs: ['daq'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'ReadingBehind',
    severity: 'info',
    when: above(last('flash_daq_checksum_backlog_bytes'), thresholds.unreadBytes),
    forMs: 10 * MINUTE,
    summary:
      'On {node}, {value} of complete files have no checksum yet; above {limit} their registration is late.',
    needs: ['daq'],
    owner: 'whoever runs the machines',
  },
]);
