/** The part of the one file that pushes by OTLP; unpacked only where that is configured. */

export * from '#telemetry/otel/start-push.ts';
