/** Where an installed agent lies. */

export interface Places {
  /** What a person types. */
  readonly wrapper: string;
  readonly library: string;
  readonly node: string;
  readonly bundle: string;
  readonly settings: string;
  readonly configuration: string;
  readonly token: string;
  readonly state: string;
  readonly unit: string;
}

/** As the installed system sees them, whatever `--root` is. */
export const PLACES: Places = {
  wrapper: '/usr/local/bin/flash',
  library: '/usr/local/lib/flash',
  node: '/usr/local/lib/flash/node',
  bundle: '/usr/local/lib/flash/flash-agent.cjs',
  settings: '/etc/flash',
  configuration: '/etc/flash/flash.yaml',
  token: '/etc/flash/agent-token',
  state: '/var/lib/flash',
  unit: '/etc/systemd/system/flash-agent.service',
};

export const UNIT_NAME = 'flash-agent.service';
/** The user and the group that the agent runs as. */
export const USER = 'flash';
/** A file that begins so was written by the installer, and may be written or removed by it. */
export const MARK = '# Written by "flash agent install"';
