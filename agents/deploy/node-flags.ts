/** The flags of Node that an agent is started with. */

/**
 * An agent's live heap is some 12 MiB. Without bounds V8 keeps ten times that after a long history was read; one
 * thread of its pool is enough for a process that mostly waits.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=1',
  '--max-old-space-size=48',
  '--v8-pool-size=1',
  '--disable-warning=ExperimentalWarning',
] as const;
