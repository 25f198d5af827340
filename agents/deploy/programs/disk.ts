/** The part of the one file that reads a disk that may hang: a child of the agent, which may be killed. */

import '#agents/sources/disk-child.ts';
