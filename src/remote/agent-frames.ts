import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import { HostText, hostText } from './host-text.js';
import { RemoteError } from './remote-error.js';

const Frame = v.variant('type', [
  v.object({ type: v.literal('hello'), node: HostText, architecture: HostText }),
  v.object({ type: v.literal('need'), isDamaged: v.boolean() }),
  v.object({ type: v.literal('received') }),
  v.object({ type: v.literal('start') }),
  v.object({ type: v.picklist(['stdout', 'stderr']), line: v.string() }),
  v.object({
    type: v.literal('fault'),
    code: v.picklist(['ERR_REMOTE_FOLDER', 'ERR_REMOTE_CHECKSUM', 'ERR_REMOTE_BENCH']),
    message: HostText,
  }),
  v.object({ type: v.literal('end'), code: v.nullable(v.number()), signal: v.nullable(HostText) }),
]);

/** What a host's agent tells. `none`: no Node that would do, and an older one that was found. */
export type AgentFrame = v.InferOutput<typeof Frame> | { readonly type: 'none'; readonly old?: string };

/** The largest card, with a week of readings, has some 60 MB. */
const LONGEST_LINE = 128 * 2 ** 20;

/** Finds the agent's lines in what a host writes to stdout, among whatever its login shell writes there. */
export class AgentFrameReader {
  readonly #mark: string;
  readonly #longest: number;
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];
  #length = 0;

  /** @param token what the agent's lines begin with */
  constructor(token: string, longest = LONGEST_LINE) {
    this.#mark = `${token} `;
    this.#longest = longest;
  }

  /**
   * Takes in what came. @returns the frames that it completes
   * @throws RemoteError `ERR_REMOTE_OUTPUT` for a line of the agent that is no frame, or for one without an end
   */
  *push(bytes: Buffer): Generator<AgentFrame> {
    const lines = this.#decoder.write(bytes).split('\n');
    const rest = lines.pop()!;
    for (const end of lines) {
      const line = this.#parts.join('') + end;
      this.#parts = [];
      this.#length = 0;
      if (line.startsWith(this.#mark)) yield parse(line.slice(this.#mark.length).trimEnd());
    }
    this.#parts.push(rest);
    this.#length += rest.length;
    if (this.#length > this.#longest) {
      throw new RemoteError(
        'ERR_REMOTE_OUTPUT',
        `expected lines, got ${this.#length} characters without an end`,
      );
    }
  }
}

function parse(text: string): AgentFrame {
  if (text === 'none') return { type: 'none' };
  if (text.startsWith('none ')) return { type: 'none', old: hostText(text.slice('none '.length)) };
  try {
    return v.parse(Frame, JSON.parse(text));
  } catch (cause) {
    throw new RemoteError(
      'ERR_REMOTE_OUTPUT',
      `expected a line of the agent, got ${JSON.stringify(hostText(text))}`,
      {
        cause,
      },
    );
  }
}
