/** Metrics of how the machine is: waiting, warm, on time, with failed services, within limits. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('host');

export const pressure = defineMetric({
  name: 'flash.host.pressure.time',
  exposition: 'flash_host_pressure_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time in which some, or all, tasks waited for the resource since boot.',
  labels: ['resource', 'share'],
  values: { resource: ['cpu', 'memory', 'io'], share: ['some', 'full'] },
  maxSeries: 8,
});

export const temperature = defineMetric({
  name: 'hw.temperature',
  exposition: 'hw_temperature_celsius',
  kind: 'gauge',
  unit: 'Cel',
  help: 'Temperature inside the machine.',
  labels: ['hw_id', 'hw_name'],
  maxSeries: 128,
  range: [-50, 150],
});

export const clockOffset = defineMetric({
  name: 'flash.host.clock.offset',
  exposition: 'flash_host_clock_offset_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Offset of the clock from its reference, positive when fast; absent where nothing tells.',
  range: [-1, 1],
  recordMs: 60_000,
});

export const clockSynchronised = defineMetric({
  name: 'flash.host.clock.synchronised',
  exposition: 'flash_host_clock_synchronised',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the clock follows a reference; absent where nothing tells.',
  range: [0, 1],
});

export const failedUnits = defineMetric({
  name: 'flash.host.units.failed',
  exposition: 'flash_host_failed_units',
  kind: 'gauge',
  unit: '{unit}',
  help: 'Units of systemd that failed; absent where systemd does not run the machine.',
  range: [0, 10_000],
});

export const failedUnit = defineMetric({
  name: 'flash.host.unit.failed',
  exposition: 'flash_host_failed_unit_info',
  kind: 'info',
  unit: '1',
  help: 'A unit of systemd that failed.',
  labels: ['unit'],
  maxSeries: 32,
});

export const groupMemory = defineMetric({
  name: 'flash.host.group.memory.limit',
  exposition: 'flash_host_group_memory_limit_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory that the control group of the agent may have; absent where there is no limit.',
  range: [0, 1e15],
});

export const groupCpus = defineMetric({
  name: 'flash.host.group.cpu.limit',
  exposition: 'flash_host_group_cpu_limit',
  kind: 'gauge',
  unit: '{cpu}',
  help: 'Processors that the control group of the agent may use; absent where there is no limit.',
  range: [0, 4_096],
});

/** Every metric of pressure, failed units and the clock. */
export const hostStateMetrics = [
  pressure,
  temperature,
  clockOffset,
  clockSynchronised,
  failedUnits,
  failedUnit,
  groupMemory,
  groupCpus,
] as const;
