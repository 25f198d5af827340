/** The configuration that an installed agent begins with: this node's name and zone, and every choice explained where it stands. */

import { PLACES } from './places.ts';

export interface NodeFacts {
  readonly node: string;
  readonly timeZone: string;
  /** `https://flash.example.org`; null where it was not said. */
  readonly recorder: string | null;
  /** Whether `condor_q` is on the PATH. */
  readonly hasCondor: boolean;
}

/** Returns the text of `flash.yaml`; only the collector `host` is on. */
export function firstConfiguration({ node, timeZone, recorder, hasCondor }: NodeFacts): string {
  const url = recorder ?? 'https://flash.example.org';
  const off = recorder === null ? '# ' : '';
  const condor = hasCondor ? 'condor_q was found on this machine' : 'wants condor_q on the PATH';
  return `# Configuration of this node's FLASH agent. "flash doctor" checks it; a running agent reads it again by itself.
# An unknown key is an error that names it. \${NAME} takes a value from the environment.

# This machine's name in the catalogue.
node: ${node}
# Where it stands: LNF, LNL, CNAF, ...
site: LNF
# The zone of times in files that do not say theirs.
time_zone: ${timeZone}
# The spool lies here: what was seen and not yet delivered.
home: ${PLACES.state}

agent:
  # Prometheus asks here: /metrics, /healthz, /readyz.
  listen: 127.0.0.1:9464
  # Where the recorder is, and this node's token: on the hub, "flash token add ${node}" prints it once.
  ${off}recorder: ${url}
  token_file: ${PLACES.token}

# What this node has to watch. A collector that stands here runs; "flash collect" shows one round of each.
collectors:
  # Processor, memory, disks, network, temperature, clock. Needs nothing.
  host: {}

  # Data files, from the moment they are complete.
  # daq:
  #   location: ${node}
  #   roots: [/data]

  # Logs of a cryostat.
  # cryostat:
  #   devices:
  #     - name: bluefors
  #       kind: bluefors
  #       path: /mnt/bluefors/logs

  # Batch jobs of a pool; ${condor}.
  # htcondor: {}
`;
}
