/** One connection to an MQTT broker, from its first byte to its last; whoever wants another makes another. */

import type { IClientOptions, IConnackPacket, MqttClient } from 'mqtt';

export interface MqttConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** TLS, and what it needs; null: plain. */
  readonly tls: MqttTls | null;
  readonly version: 5 | 4;
  readonly clientId: string;
  /** True: the broker forgets what went before, and what comes after. */
  readonly clean: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly keepaliveS: number;
  readonly receiveMaximum: number;
  readonly sessionExpiryS: number;
  readonly maxPacketBytes: number;
  /** Without an answer of the broker after this long the attempt has failed. */
  readonly connectTimeoutMs: number;
}

export interface MqttTls {
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** Null: QoS 0, which nobody acknowledges. */
  readonly id: number | null;
  readonly isRetained: boolean;
  /** The broker has sent it before and knows nothing of its fate. */
  readonly isRepeated: boolean;
}

export interface MqttListener {
  readonly onConnected: (hasSession: boolean) => void;
  readonly onMessage: (message: MqttMessage) => void;
  /** The broker answered a ping: everything it had sent before has been handed over. */
  readonly onPong: () => void;
  /** Exactly once, whether it was ever connected or not. */
  readonly onClosed: (reason: string) => void;
}

export interface MqttConnection {
  /** Resolves with what the broker refused of it, a sentence each. */
  readonly subscribe: (filters: readonly string[]) => Promise<readonly string[]>;
  readonly unsubscribe: (filters: readonly string[]) => void;
  readonly acknowledge: (ids: readonly number[]) => void;
  readonly ping: () => void;
  /** Says good-bye, at most `graceMs` long. */
  readonly end: (graceMs: number) => Promise<void>;
}

const NOT_YET = new Error('acknowledged later');

/** Begins to connect; the library is loaded at the first call, so that an agent without MQTT pays nothing. */
export async function openMqtt(
  options: MqttConnectionOptions,
  listener: MqttListener,
): Promise<MqttConnection> {
  const { connect } = await import('mqtt');
  const client = connect(clientOptions(options));
  listen(client, listener);
  return {
    subscribe: (filters) => subscribe(client, options.version, filters),
    unsubscribe: (filters) => void client.unsubscribe([...filters], () => undefined),
    acknowledge(ids) {
      if (client.connected && ids.length > 0) client.stream.write(pubacks(ids));
    },
    ping() {
      if (client.connected) client.sendPing();
    },
    end: (graceMs) => end(client, graceMs),
  };
}

function clientOptions(options: MqttConnectionOptions): IClientOptions {
  const { host, port, tls, version, clientId, clean, username, password } = options;
  return {
    protocol: tls === null ? 'mqtt' : 'mqtts',
    host,
    port,
    ...(tls?.ca ? { ca: tls.ca } : {}),
    ...(tls?.cert ? { cert: tls.cert } : {}),
    ...(tls?.key ? { key: tls.key } : {}),
    rejectUnauthorized: true,
    protocolVersion: version,
    clientId,
    clean,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    keepalive: options.keepaliveS,
    connectTimeout: options.connectTimeoutMs,
    reconnectPeriod: 0,
    resubscribe: false,
    ...(version === 5
      ? {
          properties: {
            receiveMaximum: options.receiveMaximum,
            sessionExpiryInterval: clean ? 0 : options.sessionExpiryS,
            maximumPacketSize: options.maxPacketBytes,
          },
        }
      : {}),
  };
}

function listen(client: MqttClient, listener: MqttListener): void {
  let reason: string | null = null;
  let isClosed = false;
  client.on('connect', ({ sessionPresent }: IConnackPacket) => {
    listener.onConnected(sessionPresent);
  });
  // An error tells the library to go on with the next packet and to send no acknowledgement: ours follows.
  client.handleMessage = (packet, callback) => {
    const { topic, payload, qos, messageId, retain, dup } = packet;
    listener.onMessage({
      topic,
      payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      id: qos === 0 ? null : (messageId ?? null),
      isRetained: retain,
      isRepeated: dup,
    });
    callback(NOT_YET);
  };
  client.on('packetreceive', ({ cmd }) => {
    if (cmd === 'pingresp') listener.onPong();
  });
  client.on('error', (error) => {
    reason ??= error.message;
  });
  client.on('disconnect', ({ reasonCode = 0 }) => {
    reason ??= `the broker ended it with reason ${String(reasonCode)}`;
  });
  client.on('close', () => {
    if (isClosed) return;
    isClosed = true;
    // A client whose first connection failed still holds its timers.
    client.end(true);
    listener.onClosed(reason ?? 'the connection was closed');
  });
}

/** PUBACK packets, four bytes each, in one write (MQTT 3.1.1 and 5.0, section 3.4; no reason code is success). */
function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.alloc(ids.length * 4);
  for (const [at, id] of ids.entries()) {
    bytes.writeUInt16BE(0x4002, at * 4);
    bytes.writeUInt16BE(id, at * 4 + 2);
  }
  return bytes;
}

/** With MQTT 5 the broker is asked for retained messages only where the subscription is new. */
function subscribe(
  client: MqttClient,
  version: 5 | 4,
  filters: readonly string[],
): Promise<readonly string[]> {
  const options = version === 5 ? ({ qos: 1, rh: 1 } as const) : ({ qos: 1 } as const);
  return new Promise((resolve) => {
    client.subscribe([...filters], options, (error, granted = []) => {
      const refused = granted.flatMap(({ topic, qos }) =>
        qos >= 128 ? [`the broker refuses ${topic} (code ${String(qos)})`] : [],
      );
      if (refused.length === 0 && error !== null) refused.push(error.message);
      resolve(refused);
    });
  });
}

function end(client: MqttClient, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      client.end(true);
      resolve();
    }, graceMs);
    client.end(false, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
