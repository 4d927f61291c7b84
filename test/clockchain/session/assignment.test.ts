import { expect, test } from 'vitest';
import { Assignment, type Task } from '../../../src/clockchain/session/assignment.js';

/** An assignment, and what it has done. */
function assigned(task: () => Task | undefined = () => ({ count: 1 })) {
  const told: (string | number)[] = [];
  let refusals = 0;
  const assignment = new Assignment({
    onOrder: (order) => told.push(order),
    refusals: () => refusals,
    onEmpty: () => told.push('empty'),
    onUseless: (cause) => told.push(cause),
  });
  assignment.set(task);
  assignment.begin();
  return { assignment, told, refuse: () => refusals++ };
}

test('an order that gave ticks is followed by the next, while there is something to do', () => {
  let left = 2;
  const { assignment, told } = assigned(() => (left > 0 ? { count: 1 } : undefined));
  for (const order of [1, 2]) {
    expect(assignment.isMining).toBe(true);
    assignment.take(5);
    left--;
    assignment.finish(order);
  }
  expect(told).toEqual([1, 2]);
  expect(assignment.isMining).toBe(false);
});

test('the end of an order that was given up already says nothing', () => {
  const { assignment, told } = assigned();
  assignment.begin();
  assignment.finish(1);
  expect(assignment.isMining).toBe(true);
  expect(told).toEqual([1, 2]);
});

test('an order without a tick is counted, and three of them are enough', () => {
  const { assignment, told } = assigned();
  assignment.finish(1);
  expect(assignment.hasRefused).toBe(true);
  assignment.begin();
  assignment.finish(2);
  assignment.begin();
  assignment.finish(3);
  expect(told).toEqual([1, 'empty', 2, 'empty', 3, 'empty', 'it has left 3 orders undone']);
});

test('a tick between them has the count begin anew, even one that it had already', () => {
  const { assignment, told } = assigned();
  for (const order of [1, 2, 3, 4]) {
    if (order === 3) assignment.take(0);
    assignment.finish(order);
    assignment.begin();
  }
  expect(told).not.toContain('it has left 3 orders undone');
});

test('what was refused of an order explains that it gave no tick', () => {
  const { assignment, told, refuse } = assigned();
  refuse();
  assignment.finish(1);
  assignment.begin();
  assignment.refuse(2);
  expect(assignment.hasRefused).toBe(true);
  assignment.finish(2);
  expect(told).toEqual([1, 2]);
});

test('a refusal of another order, or of none, is not one of this', () => {
  const { assignment } = assigned();
  assignment.refuse(undefined);
  assignment.refuse(7);
  expect(assignment.hasRefused).toBe(false);
});
