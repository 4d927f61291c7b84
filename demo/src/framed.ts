/**
 * Whether the page is in a frame of another origin, which could lay it under what a visitor means to click: a header against that
 * (`frame-ancestors`) is the host's to send, and can't be in the page.
 */
export function isFramedByAnother(): boolean {
  try {
    for (let frame: Window = window; frame !== frame.parent; frame = frame.parent) {
      if (frame.parent.origin !== window.origin) return true;
    }
    return false;
  } catch {
    // Another origin's window may not even be asked.
    return true;
  }
}
