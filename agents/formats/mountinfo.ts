/** Mounts of this machine from `/proc/self/mountinfo` (proc_pid_mountinfo(5)), and which of them can stop answering; pure. */

/** A mounted file system, as `/proc/self/mountinfo` has it. */
export interface Mount {
  /** Major and minor number: the same for every place where one file system is mounted. */
  readonly device: string;
  /** What is mounted, such as `/dev/sda2`. */
  readonly source: string;
  readonly mountPoint: string;
  /** `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly type: string;
  readonly isReadOnly: boolean;
  /** Options of the mount and of its file system, each once but for `rw`, joined by commas. */
  readonly options: string;
}

/** File systems on disks of the machine itself or in its memory. Everything else (NFS, SMB, FUSE, 9p, autofs) waits for somebody. */
const LOCAL =
  /^(bcachefs|btrfs|exfat|ext[234]|f2fs|hfsplus|iso9660|jfs|nilfs2|ntfs3?|overlay|ramfs|reiserfs|squashfs|tmpfs|udf|vfat|xfs|zfs)$/;

/** File systems that answer over a network. */
const NETWORK = /^(?:nfs\d?|cifs|smb3|ceph|lustre|gpfs|beegfs|glusterfs|afs|9p|fuse\.(?!gvfsd).*)$/;

/** Images that are full by nature; their use says nothing. */
const IMAGE = /^(iso9660|squashfs|udf)$/;

/** Places of the system and of containers, which are nobody's disks. */
const INNER = /^\/(dev|proc|sys|run|snap|var\/lib\/(docker|containers|containerd|kubelet))(\/|$)/;

/** Parses the table; lines that are something else go to `odd`. */
export function parseMountinfo(text: string, odd: string[] = []): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const mount = parseLine(line);
    if (mount === null) odd.push(line);
    else mounts.push(mount);
  }
  return mounts;
}

/** Returns one mount of each of the machine's own disks, that with the shortest path. */
export function ownDisks(mounts: readonly Mount[]): Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const mount of mounts) {
    if (!isLocalMount(mount) || IMAGE.test(mount.type) || INNER.test(mount.mountPoint)) continue;
    const known = byDevice.get(mount.device);
    if (known === undefined || mount.mountPoint.length < known.mountPoint.length)
      byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()];
}

/** The mount that a path without links lies on: the longest mount point above it, of equal ones the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    if (!isWithin(path, mount.mountPoint)) continue;
    if (best === null || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best;
}

/** Whether a mount's file system is one of the machine's own. */
export function isLocalMount({ type }: Mount): boolean {
  return LOCAL.test(type);
}

/** Whether a mount's answers come over a network. */
export function isNetworkMount({ type }: Mount): boolean {
  return NETWORK.test(type);
}

/** Whether reading at or below a path without links may wait for another machine or process. An unknown mount may. */
export function mayHang(path: string, mounts: readonly Mount[]): boolean {
  const own = mountOf(path, mounts);
  if (own === null || !isLocalMount(own)) return true;
  return mounts.some((mount) => isWithin(mount.mountPoint, path) && !isLocalMount(mount));
}

/** Whether `path` is `directory` or lies below it. */
function isWithin(path: string, directory: string): boolean {
  return (
    path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`)
  );
}

/** `36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/sda1 rw`: any number of optional fields before the dash. */
function parseLine(line: string): Mount | null {
  const dash = line.indexOf(' - ');
  const [, , device, , mountPoint, own = ''] = line.split(' ', 6);
  const [type, source, system = ''] = line.slice(dash + 3).split(' ', 3);
  if (dash < 0 || device === undefined || mountPoint === undefined || source === undefined)
    return null;
  if (!/^\d+:\d+$/.test(device) || type === undefined || type === '') return null;
  const words = new Set([...own.split(','), ...system.split(',')]);
  const options = [...words].filter((word) => word !== '' && word !== 'rw');
  return {
    device,
    source: unescape(source),
    mountPoint: unescape(mountPoint),
    type,
    isReadOnly: words.has('ro'),
    options: options.join(','),
  };
}

/** Blanks, tabs, ends of line and backslashes stand as three octal digits: `/mnt/my\040disk`. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
