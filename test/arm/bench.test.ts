import { describe, expect, test } from 'vitest';
import { readDeviceCard } from '../../src/hashrate/card/read-device-card.js';
import { MAIN } from '../cli/command.js';
import { start } from './support/emulate.js';
import { MACHINES } from './support/machines.js';

describe.each(MACHINES)('$name', (machine) => {
  test('bench --quick makes a card in order that says what it is worth', async () => {
    const { code, stdout } = await start(machine, [MAIN, 'bench', '--quick', '--json', '--threads', '2'])
      .ended;
    expect(code).toBe(0);
    const card = readDeviceCard(stdout);
    expect(card).toMatchObject({
      isComplete: true,
      device: { emulator: 'qemu', cpu: { architecture: machine.arch } },
    });
    expect(card.kernels.map(({ kernel }) => kernel)).toEqual(['simd', 'scalar', 'rolling']);
    expect(card.threads.map(({ threads }) => threads)).toEqual([1, 2]);
    expect(card.goldenResults).toHaveLength(15);
  });
});
