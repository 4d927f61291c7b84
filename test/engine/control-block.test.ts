import { describe, expect, it } from 'vitest';
import { ControlBlock } from '../../src/engine/control-block.js';

describe('ControlBlock', () => {
  it('is one for all who have its buffer', () => {
    const mine = new ControlBlock(3);
    const theirs = new ControlBlock(mine.buffer);
    mine.requestStop(1, 7);
    expect(theirs.isStopRequested(1, 7)).toBe(true);
    theirs.publish(2, 1234);
    expect([0, 1, 2].map((lane) => mine.searched(lane))).toEqual([0, 0, 1234]);
  });

  it('stops one chunk of one lane, not the next one', () => {
    const control = new ControlBlock(2);
    expect(control.isStopRequested(0, 1)).toBe(false);
    control.requestStop(0, 1);
    expect(control.isStopRequested(0, 2)).toBe(false);
    expect(control.isStopRequested(1, 1)).toBe(false);
    control.requestStop(0, 2);
    expect(control.isStopRequested(0, 2)).toBe(true);
  });

  it('knows serial numbers and counts beyond 2^31', () => {
    const control = new ControlBlock(1);
    for (const serial of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 5]) {
      control.requestStop(0, serial);
      expect(control.isStopRequested(0, serial)).toBe(true);
      expect(control.isStopRequested(0, serial + 1)).toBe(false);
    }
    for (const count of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      control.publish(0, count);
      expect(control.searched(0)).toBe(count);
    }
  });

  it('beats with everything that is published, the same number too', () => {
    const control = new ControlBlock(2);
    const beats = new Set([control.beat(0)]);
    for (const searched of [0, 0, 5, 5]) {
      control.publish(0, searched);
      beats.add(control.beat(0));
    }
    expect(beats.size).toBe(5);
    expect(control.beat(1)).toBe(0);
  });

  it('does not rest when the chunk is to stop, and wakes up by itself', () => {
    const control = new ControlBlock(1);
    control.requestStop(0, 3);
    // A rest of a day; a test that takes one has failed.
    control.rest(0, 3, 86_400_000);
    control.rest(0, 4, 1);
  });
});
