/**
 * Has links to the page's own sections scroll, and move the focus, without a new address: there the settings are, and an entry of
 * their own in the history would make Back a change of settings.
 */
export function setUpAnchors(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    link.addEventListener('click', (event) => {
      // A new tab or window is the browser's affair.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const section = document.getElementById(link.hash.slice(1));
      if (section === null) return;
      event.preventDefault();
      section.scrollIntoView();
      section.focus({ preventScroll: true });
    });
  }
}
