/** What an export makes: files of text by their path, from the definitions and what is known of the site. */

import type { Source } from '#telemetry/alerts/definition.ts';

export interface Target {
  /** `127.0.0.1:9464` */
  readonly address: string;
  readonly isTls: boolean;
  /** Where the token that `/metrics` wants lies; null: it wants none. */
  readonly tokenFile: string | null;
}

export interface ExportInput {
  /** The hub's `/metrics`, with its path below a prefix. */
  readonly hub: Target & { readonly metricsPath: string };
  /** This machine's agent. */
  readonly agent: Target & { readonly node: string };
  /** Where the site is read: links begin with it, without a slash at the end. */
  readonly siteUrl: string;
  /** Every span is divided by it; 1 but for trials. */
  readonly pace: number;
  /** What is configured: an alert that lacks a source is off, its rule is left out. */
  readonly sources: ReadonlySet<Source>;
  /** Where Alertmanager listens: `127.0.0.1:9093`. */
  readonly alertmanager: string;
  /** Where Prometheus listens, for Grafana: `127.0.0.1:9090`. */
  readonly prometheus: string;
  /** Where Alertmanager sends alarms; null: nowhere until somebody writes it in. */
  readonly webhook: string | null;
}

export interface ExportedFile {
  /** Below the folder that was asked for: `rules/data.yml`. */
  readonly path: string;
  readonly text: string;
  /** A person goes on with it: it is not written again where it exists. */
  readonly isStart?: true;
}
