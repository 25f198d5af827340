/** What the settings of `htcondor` need on this machine; pools and schedds are asked by its programs alone. */

import { join } from 'node:path';

import type { SourceHint } from '#agents/source-hint.ts';
import type { CondorSettings, ScheddSettings } from '../htcondor.schema.ts';

/** Returns its programs and logs. */
export function condorSources(
  { programs: folder, command, history_command, pools, logs }: CondorSettings,
  schedds: readonly ScheddSettings[],
): SourceHint[] {
  const [own] = command ?? [];
  const [ownHistory] = history_command ?? [];
  const needed = [
    ...(schedds.length === 0 ? [] : [own ?? 'condor_q']),
    ...(own === undefined && schedds.some(({ history }) => history) ? ['condor_history'] : []),
    ...(ownHistory === undefined || ownHistory === own ? [] : [ownHistory]),
    ...(pools.length === 0 ? [] : ['condor_status']),
  ];
  return [
    ...needed.map((name): SourceHint => {
      const isTheirs = folder !== null && name.startsWith('condor_');
      return { kind: 'program', what: name, program: isTheirs ? join(folder, name) : name };
    }),
    ...logs.map(({ path, instance }): SourceHint => {
      return { kind: 'file', what: `log of ${instance}`, path };
    }),
  ];
}
