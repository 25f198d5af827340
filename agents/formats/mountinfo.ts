/** Finds the file systems on this machine's own disks in `/proc/self/mountinfo` (proc(5)); pure. */

export interface Mount {
  /** Major and minor number: the same for every place where one file system is mounted. */
  readonly device: string;
  /** What is mounted, such as `/dev/sda2`. */
  readonly source: string;
  readonly mountPoint: string;
  readonly type: string;
}

/**
 * Types whose answers come from this machine alone, so that asking them cannot hang on a network. Everything
 * else (NFS, CIFS, FUSE, automounts) is for the collector `storage`, which asks in a process that can be killed.
 */
const LOCAL =
  /^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|bcachefs|reiserfs|vfat|exfat|ntfs3?|tmpfs|ramfs|overlay)$/;

/** Places of the system and of containers, which are nobody's disks. */
const INNER = /^\/(dev|proc|sys|run|snap|var\/lib\/(docker|containers|containerd|kubelet))(\/|$)/;

/** Returns one mount of each local file system, that with the shortest path; lines that are something else go to `odd`. */
export function parseMountinfo(text: string, odd: string[] = []): Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const mount = parseLine(line);
    if (mount === null) {
      odd.push(line);
      continue;
    }
    if (!LOCAL.test(mount.type) || INNER.test(mount.mountPoint)) continue;
    const known = byDevice.get(mount.device);
    if (known === undefined || mount.mountPoint.length < known.mountPoint.length)
      byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()];
}

/** `36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/sda1 rw`: any number of optional fields before the dash. */
function parseLine(line: string): Mount | null {
  const dash = line.indexOf(' - ');
  const [, , device, , mountPoint] = line.split(' ', 5);
  const [type, source] = line.slice(dash + 3).split(' ', 2);
  if (dash < 0 || device === undefined || mountPoint === undefined || source === undefined)
    return null;
  if (!/^\d+:\d+$/.test(device) || type === undefined || type === '') return null;
  return { device, source: unescape(source), mountPoint: unescape(mountPoint), type };
}

/** Blanks, tabs, ends of line and backslashes stand as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
