/** Traces of a batch's way from a log to the snapshot; without `agent.otlp` every span is a plain call and nothing is loaded. */

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** W3C trace context of this span, to hand on; null while traces are off, or where this one is not recorded. */
  readonly traceparent: string | null;
  readonly set: (attributes: SpanAttributes) => void;
}

export interface Tracer {
  /** Runs `work` inside a span; a throw marks the span as failed and is thrown on. */
  readonly span: <Result>(
    name: string,
    attributes: SpanAttributes,
    work: (span: Span) => Result | Promise<Result>,
    parent: string | null,
    links: readonly string[],
  ) => Promise<Result>;
  /** Sends what is waiting and ends. */
  readonly close: () => Promise<void>;
}

const noSpan: Span = { traceparent: null, set: () => undefined };

export const noTracer: Tracer = {
  span: async (_name, _attributes, work) => work(noSpan),
  close: () => Promise.resolve(),
};

let current: Tracer = noTracer;

/** Sets the process's tracer; called once at start, where traces are configured. */
export function setTracer(tracer: Tracer): void {
  current = tracer;
}

/**
 * Runs `work` inside a span of the process's tracer.
 *
 * A station on the page “the life of a reading” says which it is, as `code.function.name` (semantic conventions
 * of OpenTelemetry): `<file>#<name>`. No span in a loop over lines.
 *
 * @param parent `traceparent` that came from elsewhere; null or absent: the span that is running, if any
 * @param links `traceparent`s of others for whom this is done as well
 */
export function span<Result>(
  name: string,
  attributes: SpanAttributes,
  work: (span: Span) => Result | Promise<Result>,
  parent: string | null = null,
  links: readonly string[] = [],
): Promise<Result> {
  return current.span(name, attributes, work, parent, links);
}
