/** The parts of the site, in the order of the navigation. */

export const PARTS = [
  { key: 'now', path: '', label: 'Now' },
  { key: 'runs', path: 'runs/', label: 'Runs' },
  { key: 'files', path: 'files/', label: 'Files' },
  { key: 'log', path: 'log/', label: 'Log' },
  { key: 'charts', path: 'charts/', label: 'Charts' },
  { key: 'alarms', path: 'alarms/', label: 'Alarms' },
  { key: 'storage', path: 'storage/', label: 'Storage' },
  { key: 'jobs', path: 'jobs/', label: 'Jobs' },
  { key: 'shifts', path: 'shifts/', label: 'Shifts' },
  { key: 'statistics', path: 'statistics/', label: 'Statistics' },
  { key: 'dashboards', path: 'dashboards/', label: 'Dashboards' },
  { key: 'docs', path: 'docs/', label: 'Docs' },
  { key: 'api', path: 'api/', label: 'API' },
] as const;

export type Part = (typeof PARTS)[number]['key'];
