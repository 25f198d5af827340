/** What OpenTelemetry's SDK reads from the environment, and who we are to it. */

type Env = Readonly<Record<string, string | undefined>>;

export interface OtlpIdentity {
  /** `flash-agent` or `flash-hub`. */
  readonly service: string;
  /** Whether traces begin here; where they do not, only those that come from elsewhere are gone on with. */
  readonly begins: boolean;
  readonly node: string;
  readonly site: string;
  readonly version: string;
  /** What the node is for: `daq`, `cryostat`. */
  readonly role?: string | undefined;
}

/** Returns our resource attributes (semantic conventions of OpenTelemetry where they exist). */
export function resourceOf({ service, node, site, version, role }: OtlpIdentity) {
  return {
    'service.name': service,
    'service.namespace': 'flash',
    'service.instance.id': node,
    'service.version': version,
    'host.name': node,
    'flash.site': site,
    ...(role === undefined ? {} : { 'flash.role': role }),
  };
}

/**
 * Returns the variables that the SDK is started with; those of `env` that begin with `OTEL_` win.
 *
 * @param url where to send; null: `env` says it
 */
export function environmentOf(
  identity: OtlpIdentity,
  url: string | null,
  env: Env = {},
): NodeJS.ProcessEnv {
  const { begins, service } = identity;
  const given = Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('OTEL_')));
  const attributes = Object.entries(resourceOf(identity)).map(
    ([key, value]) => `${key}=${encodeURIComponent(value)}`,
  );
  return {
    OTEL_SERVICE_NAME: service,
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_TRACES_SAMPLER: begins ? 'parentbased_always_on' : 'parentbased_always_off',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_PROPAGATORS: 'tracecontext',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
    OTEL_BLRP_SCHEDULE_DELAY: '1000',
    ...(url === null
      ? {}
      : { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }),
    ...given,
    // Our metrics have a reader of their own; the SDK's must not start beside it.
    OTEL_METRICS_EXPORTER: 'none',
    // Of what both say the environment's comes last, and wins.
    OTEL_RESOURCE_ATTRIBUTES: [...attributes, env['OTEL_RESOURCE_ATTRIBUTES'] ?? '']
      .filter((text) => text !== '')
      .join(','),
  };
}

/** Whether the environment asks for OTLP by itself. */
export function asksForOtlp(env: Env): boolean {
  const endpoint = /^OTEL_EXPORTER_OTLP_(TRACES_|METRICS_|LOGS_)?ENDPOINT$/;
  return Object.entries(env).some(([key, value]) => endpoint.test(key) && (value ?? '') !== '');
}

/** Whether the environment switches everything off. */
export function isOtlpDisabled(env: Env): boolean {
  return env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
}

/** Runs `work` with the variables set, and puts the environment back as it was. */
export function withEnvironment<Result>(variables: NodeJS.ProcessEnv, work: () => Result): Result {
  const before = Object.keys(variables).map((key) => [key, process.env[key]] as const);
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}
