/** What Node is started with as an agent: its flags, and what the C library is told. */

/**
 * An agent's live heap is some 10 MiB. Without bounds V8 keeps ten times that after a long history was read; one
 * thread of its pool is enough for a process that mostly waits.
 *
 * The compilers of machine code and the parallel collector are left out: they keep some 9 MiB of Node's own file
 * and of what they make in memory, and an agent computes too little to gain from them. And what is old is collected
 * after 2 MiB of it, first at 8 MiB: a round promotes what it waited for, which else makes 8 MiB of garbage in a
 * minute. What was compiled for the start is let go after three collections that did not see it run, not after six.
 * Without the compilation cache the text of the one file is given back once it has started the program.
 *
 * Most of these count only when Node starts; set later, by `v8.setFlagsFromString`, they leave 3 MiB more.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=1',
  '--max-old-space-size=48',
  '--v8-pool-size=1',
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
  '--single-threaded-gc',
  '--optimize-for-size',
  '--initial-old-space-size=8',
  '--bytecode-old-age=3',
  '--no-compilation-cache',
  '--disable-warning=ExperimentalWarning',
] as const;

/**
 * For glibc's allocator (mallopt(3)); others do not look at it. One arena for all threads; and what is freed is given back
 * from 128 KiB on: its own threshold grows with the largest text read at the start, which leaves 2 MiB unused.
 */
export const NODE_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TOP_PAD_: '0',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
