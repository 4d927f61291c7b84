import type { FromWorker, ToWorker } from '../../../src/engine/worker-messages.js';

/** A web worker that does nothing but what a test has it do. */
export class FakeWorker {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message?: string; preventDefault(): void }) => void) | null = null;
  /** What it was sent. */
  readonly received: ToWorker[] = [];
  isTerminated = false;

  postMessage(message: ToWorker): void {
    this.received.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }

  fail(message?: string): void {
    this.onerror?.({ ...(message !== undefined && { message }), preventDefault() {} });
  }

  /** The messages of one type. */
  got<Type extends ToWorker['type']>(type: Type): Extract<ToWorker, { type: Type }>[] {
    return this.received.filter(
      (message): message is Extract<ToWorker, { type: Type }> => message.type === type,
    );
  }
}
