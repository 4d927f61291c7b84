import type { Session } from '../../clockchain/session/session.js';
import type { SessionEvent, SessionMode } from '../../clockchain/session/session-log.js';
import { type DeviceFigures, figuresOf } from '../../clockchain/session/session-view.js';
import { fitParts } from '../bar.js';
import { barOptions, terminalColumns } from '../bar-options.js';
import type { Output } from '../output.js';
import { describeEvent, describeFigures, describeRound, describeTick } from './run-text.js';

/** Shows how a session goes on, on stderr. */
export interface RunView {
  readonly event: (event: SessionEvent) => void;
  /** From now on shows the figures of this one. */
  follow(session: Session): void;
  /** Gives the terminal back as it was. */
  stop(): void;
}

const LIVE_MILLISECONDS = 250;
const LINES_MILLISECONDS = 10_000;

/** A line for each device at a terminal, lines for a log, JSON for programs, nothing when quiet. */
export async function createRunView(output: Output, mode: SessionMode): Promise<RunView> {
  if (output.isQuiet) return { event() {}, follow() {}, stop() {} };
  if (output.isJson) return { event: (event) => output.event(event), follow() {}, stop() {} };
  return output.isInteractive ? createLive(output, mode) : createLog(output, mode);
}

function createLog(output: Output, mode: SessionMode): RunView {
  let timer: NodeJS.Timeout | undefined;
  let roundAt = Number.NEGATIVE_INFINITY;
  return {
    event(event) {
      const text = describeEvent(event);
      if (text !== undefined) output.note(text);
      else if (event.type === 'tick' && mode === 'serial') output.note(describeTick(event));
      else if (event.type === 'round' && performance.now() - roundAt > LINES_MILLISECONDS) {
        roundAt = performance.now();
        output.note(describeRound(event));
      }
    },
    follow({ members }) {
      timer = setInterval(() => {
        for (const device of figuresOf(members)) {
          output.note(`${device.name}: ${describeFigures(device).join(', ')}`);
        }
      }, LINES_MILLISECONDS);
    },
    stop: () => clearInterval(timer),
  };
}

async function createLive(output: Output, mode: SessionMode): Promise<RunView> {
  const { default: cliProgress } = await import('cli-progress');
  const multi = new cliProgress.MultiBar({
    ...barOptions(output, 0, (_bar, { line = '' }) => line),
    // Otherwise the terminal cuts what is logged at its edge; the devices' own lines are never that long.
    linewrap: true,
  });
  const bars: ReturnType<typeof multi.create>[] = [];
  let timer: NodeJS.Timeout | undefined;
  let draw = () => {};
  const stop = () => {
    clearInterval(timer);
    // What was logged since the last drawing would be lost.
    multi.update();
    multi.stop();
  };
  // However the process ends, it gives the cursor back.
  process.once('exit', stop);
  return {
    event(event) {
      const text =
        describeEvent(event) ??
        (event.type === 'tick' && mode === 'serial' ? describeTick(event) : undefined);
      // Above the lines of the devices, where it stays.
      if (text !== undefined) multi.log(`${text}\n`);
      if (event.type === 'end') draw();
    },
    follow({ members }) {
      draw = () => {
        const figures = figuresOf(members);
        const width = Math.max(...figures.map(({ name }) => name.length));
        for (const [i, device] of figures.entries()) {
          const line = deviceLine(device, width, terminalColumns());
          if (bars[i] === undefined) bars[i] = multi.create(1, 0, { line });
          else bars[i].update(0, { line });
        }
      };
      draw();
      timer = setInterval(draw, LIVE_MILLISECONDS);
    },
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
}

/** As much as fits: the last column is left free, since some terminals go to the next line once it is filled. */
export function deviceLine(device: DeviceFigures, width: number, columns: number): string {
  const name = device.name.padEnd(width);
  return `${name}   ${fitParts(columns - width - 4, describeFigures(device))}`;
}
