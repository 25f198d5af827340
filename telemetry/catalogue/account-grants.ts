/** Who may do what in the catalogue: data only. Nothing that is not named here is allowed. */

export type AccountName = 'flash_recorder' | 'flash_publisher' | 'flash_gateway';

export interface Grant {
  readonly rights: string;
  readonly tables: readonly string[];
}

const RUNS = [
  'campaign',
  'key_channel',
  'run',
  'run_channel',
  'step',
  'file',
  'sweep',
  'replica',
  'copy_waiting',
];
const SLOW_CONTROL = [
  'channel',
  'channel_limit',
  'reading',
  'reading_minute',
  'reading_hour',
  'reading_import',
];
const JOBS = ['job', 'job_queue', 'resource', 'resource_usage', 'quota'];
const LOG = [
  'log_entry',
  'tag',
  'attachment',
  'attachment_part',
  'quality_flag',
  'flag_withdrawal',
  'shift',
];
const ALARMS = [
  'alarm',
  'alarm_act',
  'alarm_off',
  'alarm_pending',
  'alarm_event',
  'alarm_notice',
  'alarm_try',
  'alarm_receiver',
];
/** Written by triggers, or by who merges and renames. */
const MOVED = ['campaign_former', 'run_merged'];
const AGENTS = ['node', 'delivery', 'delivery_gap', 'refused_fact', 'import_row'];
const VIEWS = [
  'runlog',
  'runlog_clean',
  'run_utc',
  'step_utc',
  'sweep_utc',
  'file_utc',
  'reading_utc',
  'job_utc',
  'log_utc',
  'quality_flag_utc',
  'shift_utc',
  'quota_now',
];
const SHOWN = [
  ...RUNS,
  ...SLOW_CONTROL,
  ...JOBS,
  ...LOG,
  'log_revision',
  ...ALARMS,
  ...AGENTS,
  'change',
  'retention',
  'retention_channel',
  ...MOVED,
  'meta',
  'schema_migration',
];

/** Tables and views that each account may use, with its rights. */
export const GRANTS: Readonly<Record<AccountName, readonly Grant[]>> = {
  flash_recorder: [
    { rights: 'SELECT', tables: [...SHOWN, 'agent_token', ...VIEWS] },
    {
      rights: 'INSERT, UPDATE',
      tables: [
        ...RUNS,
        ...SLOW_CONTROL,
        ...JOBS,
        ...LOG,
        ...ALARMS,
        ...AGENTS,
        'agent_token',
        'change',
      ],
    },
    // What is derived anew, and changes that everybody has seen.
    {
      rights: 'DELETE',
      tables: [
        'key_channel',
        'run_channel',
        'step',
        'log_entry',
        'change',
        'copy_waiting',
        'alarm_off',
        'alarm_event',
        'alarm_try',
        'alarm_receiver',
        'alarm_pending',
      ],
    },
  ],
  flash_publisher: [{ rights: 'SELECT', tables: [...SHOWN, ...VIEWS] }],
  flash_gateway: [
    {
      rights: 'SELECT',
      tables: [
        'campaign',
        'run',
        ...LOG,
        'log_revision',
        ...MOVED,
        'change',
        'meta',
        'schema_migration',
      ],
    },
    // Triggers write the revisions, and nobody may change one.
    { rights: 'INSERT', tables: [...LOG, 'change'] },
    { rights: 'UPDATE', tables: ['log_entry', 'tag', 'shift'] },
    { rights: 'UPDATE (revision, quality)', tables: ['run'] },
  ],
};
