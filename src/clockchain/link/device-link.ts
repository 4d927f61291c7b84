import type { CoordinatorMessage, DeviceMessage, WireError } from './wire.js';

/** A device that a coordinator can reach, by whatever way. */
export interface DeviceLink {
  /** What people call it. */
  readonly name: string;
  /** Starts a connection; there is one at a time. It may come to nothing, which is its end. */
  connect(listener: LinkListener): DeviceConnection;
}

export interface DeviceConnection {
  /** Resolves when there is room for more. Never rejects: what does not arrive is the connection's end. */
  send(message: CoordinatorMessage): Promise<void>;
  /** Lets the device end in good order, and by force if it does not. Resolves when it has ended. */
  close(): Promise<void>;
}

export interface LinkListener {
  /** The next message waits until it resolves. Never rejects. */
  onMessage(message: DeviceMessage): Promise<void>;
  /** What came is no message; it is passed over. */
  onFault(error: WireError): void;
  /** Called once, and nothing after it. @param reason why, in words; undefined when it was closed */
  onEnd(reason: string | undefined): void;
}
