/** Metrics of the MQTT collector itself; the values of its channels are slow control and stand there. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('mqtt');

export const mqttConnected = defineMetric({
  name: 'flash.mqtt.connected',
  exposition: 'flash_mqtt_connected',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the broker is connected.',
  range: [0, 1],
});

export const mqttConnections = defineMetric({
  name: 'flash.mqtt.connections',
  exposition: 'flash_mqtt_connections_total',
  kind: 'counter',
  unit: '{connection}',
  help: 'Attempts to reach the broker since the agent started, by how they ended: connected, or failed.',
  labels: ['outcome'],
  values: { outcome: ['connected', 'failed'] },
  maxSeries: 2,
  range: [0, 1e12],
});

export const mqttMessages = defineMetric({
  name: 'flash.mqtt.messages',
  exposition: 'flash_mqtt_messages_total',
  kind: 'counter',
  unit: '{message}',
  help: 'Messages since the agent started, by what became of them: live, retained, queued, repeated, refused, thinned.',
  labels: ['outcome'],
  values: { outcome: ['live', 'retained', 'queued', 'repeated', 'refused', 'thinned'] },
  maxSeries: 8,
  range: [0, 1e15],
});

export const mqttWaiting = defineMetric({
  name: 'flash.mqtt.messages.waiting',
  exposition: 'flash_mqtt_waiting_messages',
  kind: 'gauge',
  unit: '{message}',
  help: 'Messages that wait for the next round.',
  range: [0, 1e6],
});

/** Every metric of a broker and its topics. */
export const mqttMetrics = [mqttConnected, mqttConnections, mqttMessages, mqttWaiting] as const;
