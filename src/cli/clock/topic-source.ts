import type { BrokerSettings } from '../../clockchain/link/broker.js';
import type { SignedReading } from '../../clockchain/readings/reading.js';
import type { ReadingError } from '../../clockchain/readings/reading-error.js';
import type { SealEvent, SealSummary } from '../../clockchain/readings/sealer.js';
import { clientIdOf, subscribeToTopic, type TopicClient } from '../../clockchain/readings/topic-client.js';
import { TopicIntake } from '../../clockchain/readings/topic-intake.js';
import { plainText } from '../../plain-text.js';
import type { Origin } from './seal-text.js';

/** Characters of a topic that a line has room for. */
const LONGEST_NAME = 200;

export interface TopicSourceOptions {
  readonly broker: BrokerSettings;
  readonly topic: string;
  /** Told of a message that is refused whole. */
  readonly onRefused: (error: ReadingError, origin: Origin) => void;
}

/** The readings of a topic, as `clock seal` takes those of stdin. */
export class TopicSource {
  /** To be given each reading that the journal has from earlier runs. */
  readonly onReading = ({ bytes }: SignedReading) => this.#intake.remember(bytes);
  readonly #options: TopicSourceOptions;
  readonly #intake: TopicIntake;
  #client: TopicClient | undefined;
  #refused = 0;

  constructor(options: TopicSourceOptions) {
    this.#options = options;
    this.#intake = new TopicIntake((topic, error) => {
      this.#refused++;
      options.onRefused(error, originOf(topic));
    });
  }

  /** @param device its raw public key @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER` */
  async open(
    device: Uint8Array,
    session: string,
    onConnection: (isConnected: boolean, reason?: string) => void,
  ): Promise<void> {
    const { broker, topic } = this.#options;
    this.#client = await subscribeToTopic({
      ...broker,
      topic,
      clientId: clientIdOf(device, session, topic),
      onMessage: (name, payload) => this.#intake.take(name, payload),
      onConnection,
    });
  }

  lines(): AsyncIterable<Uint8Array> {
    return this.#intake.lines();
  }

  /** To be told of each event of the sealer's. @returns where a reading came from */
  settle(event: SealEvent): Origin | undefined {
    if (event.type === 'sealed') return undefined;
    return originOf(this.#intake.settle(event.line, event.type === 'reading'));
  }

  /** The summary with what never became a line. */
  complete(summary: SealSummary): SealSummary & { readonly messages: number; readonly repeated: number } {
    const { messages, repeated } = this.#intake;
    return { ...summary, refused: summary.refused + this.#refused, messages, repeated };
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}

function originOf(topic: string): Origin {
  return { topic: plainText(topic, LONGEST_NAME) };
}
