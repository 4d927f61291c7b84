const RETRY_MILLISECONDS = 1000;

let retry: ReturnType<typeof setTimeout> | undefined;

/**
 * Puts this after the `#` of the page's address, in place of what is there. Browsers limit how often a page may do that: Safari throws at
 * more than 100 times in 30 s, Chromium does nothing; it is tried again then.
 */
export function keepInAddress(fragment: string): void {
  clearTimeout(retry);
  try {
    history.replaceState(null, '', `#${fragment}`);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  if (location.hash !== `#${fragment}`) {
    retry = setTimeout(() => keepInAddress(fragment), RETRY_MILLISECONDS);
  }
}
