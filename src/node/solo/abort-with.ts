/** An abort of one's own that comes with that of `signal`, too. `release` takes the listener off again. */
export function abortWith(signal: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return { controller, abort, release: () => signal?.removeEventListener('abort', abort) };
}
