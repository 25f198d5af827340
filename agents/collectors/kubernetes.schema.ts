/** The strict schema of the settings of `kubernetes`; loaded only where the configuration is read. */

import { z } from 'zod';

const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected the name of a namespace');

/** The key of a label or annotation. */
const key = z
  .string()
  .regex(/^[A-Za-z0-9./_-]{1,317}$/, 'expected the key of a label or annotation');

export const kubernetesSchema = z.strictObject({
  /** What people call the cluster: part of every job's key. */
  cluster: z.string().min(1).max(191),
  /** None: all namespaces, which needs a cluster role. */
  namespaces: z
    .array(dnsLabel)
    .max(32)
    .refine((names) => new Set(names).size === names.length, {
      message: 'a namespace stands twice',
    })
    .default([]),
  /** Whether nodes are followed, which needs a cluster role. */
  nodes: z.boolean().default(true),
  /** Null: the agent is a pod of the cluster. */
  kubeconfig: z.string().min(1).nullable().default(null),
  context: z.string().min(1).nullable().default(null),
  /** Of a pod: the folder with `token` and `ca.crt`. */
  service_account: z.string().min(1).default('/var/run/secrets/kubernetes.io/serviceaccount'),
  /** Labels or annotations of a job that name its run and its person; the first that is there counts. */
  run_keys: z.array(key).default(['flash.infn.it/run']),
  person_keys: z.array(key).default(['flash.infn.it/person']),
  /** Objects in one page of a list. */
  page_size: z.number().int().min(1).max(5_000).default(500),
  /** For a whole answer. */
  timeout_s: z.number().positive().max(300).default(30),
  /** After this long the server ends a watch and another begins. */
  watch_timeout_s: z.number().int().min(1).max(3_600).default(240),
});

export type KubernetesSettings = z.output<typeof kubernetesSchema>;
