/** Lets the event loop have its turn: resolves when whatever came before has been handled. */
export const yieldToEventLoop: () => Promise<void> =
  typeof setImmediate === 'function' ? byImmediate : yieldByMessage();

function byImmediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Browsers have no setImmediate, and make timers wait 4 ms, in hidden tabs a second; messages they don't delay. */
function yieldByMessage(): () => Promise<void> {
  let channel: MessageChannel | undefined;
  const waiting: (() => void)[] = [];
  return () => {
    if (channel === undefined) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => waiting.shift()!();
    }
    const { port2 } = channel;
    return new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
  };
}
