/** Whether an asset is what its name says: a proxy or a copy may hand out another body than was published. */

/** Names end in the first digits of the SHA-256 of what they name; runs are named by their revision instead. */
const HASH = /\.([0-9a-f]{12,64})\.json$/;

/** Returns false where the content has another hash than its name; true where the name has none, or this browser cannot tell (plain http beyond localhost). */
export async function isAsNamed(path: string, body: ArrayBuffer): Promise<boolean> {
  const wanted = HASH.exec(path)?.[1];
  // Its type says that it is always there; without a secure context it is not.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (wanted === undefined || subtle === undefined) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', body));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return found.startsWith(wanted);
}
