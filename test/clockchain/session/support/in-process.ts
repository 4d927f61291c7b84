import { PassThrough } from 'node:stream';
import { DeviceFolder } from '../../../../dist/clockchain/device/device-folder.js';
import { serveDevice } from '../../../../dist/clockchain/link/device-server.js';
import {
  type DeviceProcess,
  LineLink,
  type LineLinkOptions,
} from '../../../../dist/clockchain/link/line-link.js';
import { createMiner, type Miner } from '../../../../dist/index.js';
import { temporaryFolder } from '../../records/samples.js';

let miner: Promise<Miner> | undefined;

/** One for all devices of a test's file. */
export function sharedMiner(): Promise<Miner> {
  miner ??= createMiner({ threads: 1, cache: false });
  return miner;
}

/** A real device with its files, in this process: what it is told goes through the lines of the protocol. */
export class InProcessDevice {
  readonly folder: string;
  readonly name: string;
  starts = 0;
  #input: PassThrough | undefined;
  #isAway = false;
  /** Changes what it says, and what it hears. */
  say: (line: string) => string[] = (line) => [line];
  hear: (line: string) => string = (line) => line;

  constructor(name: string, folder = temporaryFolder()) {
    this.name = name;
    this.folder = folder;
  }

  link(options?: LineLinkOptions): LineLink {
    return new LineLink(this.name, () => this.#start(), options);
  }

  /** Ends it as a cut cable does; it can't be reached until it is back. */
  leave(): void {
    this.#isAway = true;
    this.#input?.destroy();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  #start(): DeviceProcess {
    this.starts++;
    const input = new PassThrough();
    const output = new PassThrough();
    const said = new PassThrough({ highWaterMark: 1 << 20 });
    let rest = '';
    said.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines.flatMap(this.say)) output.write(`${line}\n`);
    });
    said.on('close', () => output.end());
    this.#input = input;
    const spy = new PassThrough();
    const heard = new PassThrough();
    let unheard = '';
    spy.setEncoding('utf8').on('data', (text: string) => {
      const lines = (unheard + text).split('\n');
      unheard = lines.pop()!;
      for (const line of lines) heard.write(`${this.hear(line)}\n`);
    });
    spy.on('end', () => heard.end());
    input.pipe(spy);
    input.on('close', () => input.readableEnded || heard.destroy());
    const serve = async () => {
      if (this.#isAway) return 'it is away';
      try {
        const settings = {
          folder: new DeviceFolder(this.folder),
          miner: await sharedMiner(),
          software: 'test',
        };
        await serveDevice({ input: heard, output: said, ...settings });
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const ended = serve().then((how) => {
      said.destroy();
      return this.#isAway ? 'it was cut off' : how;
    });
    return { input, output, ended, kill: () => input.destroy() };
  }
}
