/** Hands the reader a file that was made in the browser. */

const KEPT_MS = 2000;

/** Saves `data` under a name. */
export function saveFile(name: string, type: string, data: string | ArrayBuffer): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
