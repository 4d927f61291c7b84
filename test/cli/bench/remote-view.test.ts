import { afterEach, describe, expect, test, vi } from 'vitest';
import { hostLine } from '../../../src/cli/bench/remote-bars.js';
import { describeBriefly } from '../../../src/cli/bench/remote-text.js';
import { createRemoteView } from '../../../src/cli/bench/remote-view.js';
import { Output } from '../../../src/cli/output.js';
import { widthOf } from '../../../src/cli/text-width.js';
import type { RemoteEvent } from '../../../src/hashrate/remote/remote-run.js';

afterEach(() => vi.restoreAllMocks());

const PROGRESS: RemoteEvent = {
  type: 'progress',
  done: 0.5,
  hashRate: 1e6,
  celsius: 79.96,
  step: '2 threads',
};
const PAUSED: RemoteEvent = { type: 'paused', celsius: 80.31, resumeBelow: 75 };
const RESUMED: RemoteEvent = { type: 'resumed', celsius: 74.9, seconds: 31.5 };

/** What stderr gets of events of the host `pi`. */
async function shown(flags: { json?: boolean }, events: readonly RemoteEvent[]): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(`${text}`.trimEnd()) > 0);
  const output = new Output();
  output.configure(flags);
  const view = await createRemoteView(output, ['pi'], false);
  for (const event of events) view.event('pi', event);
  view.stop();
  return lines;
}

describe('a host that rests to cool down', () => {
  test('says so in lines, and does not tell a rate meanwhile', async () => {
    expect(await shown({}, [PAUSED, PROGRESS, RESUMED])).toEqual([
      'pi: Paused at 80.3 °C; goes on below 75 °C',
      'pi:  50.0 %  2 threads  paused at 80 °C',
      'pi: Goes on at 74.9 °C after 32 s',
    ]);
    expect(await shown({}, [PAUSED, RESUMED, PROGRESS])).toContain(
      'pi:  50.0 %  2 threads  1.00 MH/s  80 °C',
    );
  });

  test('is told with its name in JSON', async () => {
    const lines = await shown({ json: true }, [PAUSED, RESUMED]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...PAUSED, host: 'pi' },
      { ...RESUMED, host: 'pi' },
    ]);
  });
});

describe("a host's line on a terminal", () => {
  test('says that it rests, and how warm it is', () => {
    expect(describeBriefly(PAUSED, true)).toBe('paused at 80.3 °C');
    expect(describeBriefly(PROGRESS, true)).toBe('50.0 %  2 threads  paused at 80 °C');
    expect(describeBriefly(PROGRESS, false)).toBe('50.0 %  2 threads  1.00 MH/s  80 °C');
  });

  test.each([10, 20, 40, 60, 200])('of %i columns: wide letters too stay in it', (columns) => {
    const line = hostLine('pi', '█'.repeat(12), '示例板'.repeat(20), columns);
    expect(widthOf(line)).toBeLessThan(Math.max(columns, 'pi  '.length + 12 + 2));
    expect(line.includes('示')).toBe(columns >= 40);
  });
});
