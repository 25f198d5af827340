/** Which names of disks and interfaces stand for something real; pure. */

const WHOLE_DISK =
  /^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|dasd[a-z]+|nvme\d+n\d+|mmcblk\d+|pmem\d+|dm-\d+|md\d+)$/;

/** The loopback, the ends of containers' cables, and bridges and filters that count again what a real interface counted. */
const INNER_INTERFACE =
  /^(lo|veth.*|docker\d+|br-.*|virbr\d+.*|vnet\d+|cali.*|cni\d+|flannel.*|lxc.*|ifb\d+|dummy\d+)$/;

/** Names seen, so that each is judged once; a machine that makes names without end does not fill the memory. */
const MOST_KNOWN = 1_024;

function remember(judge: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MOST_KNOWN) known.clear();
    const verdict = judge(name);
    known.set(name, verdict);
    return verdict;
  };
}

/** Whether the name is that of a disk: not a partition, a loop or a RAM disk. */
export const isWholeDisk = remember((name) => WHOLE_DISK.test(name));

/** Whether the name is that of an interface to the world outside the machine. */
export const isWorldInterface = remember((name) => name !== '' && !INNER_INTERFACE.test(name));
