/** Puts a text on the clipboard, and says on the button that it is there. */

const SAID_MS = 1_500;

export async function copyText(button: HTMLElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission, or on plain http, there is no clipboard: the text is shown where it can be copied by hand.
    prompt('Copy this text', text);
    return;
  }
  const before = button.textContent;
  button.textContent = 'copied';
  setTimeout(() => (button.textContent = before), SAID_MS);
}
