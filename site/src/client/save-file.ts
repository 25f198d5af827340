/** Hands the reader a file that was made in the browser. */

const KEPT_MS = 2000;

/** Saves `data` under a name. */
export function saveFile(name: string, data: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
