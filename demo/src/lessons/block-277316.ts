import { usualThreads } from '../cores.js';
import { byId, setText } from '../dom.js';
import { formatRate, HeaderTemplate, type SearchResult } from '../engine.js';
import { tellFault } from '../fault.js';
import { formatCount, formatDuration } from '../format.js';
import { showHash } from '../hash-view.js';
import { BLOCK_277316, HASH_277316, windowAround } from './known-block.js';
import { LessonRun, type LessonTask } from './lesson-search.js';
import { RunButton } from './run-button.js';

/** Lesson 1: a real block's nonce is found again, and its hash compared with the chain's. */
export function setUpBlockLesson(): void {
  const status = byId('block-status');
  const progress = byId('block-progress', HTMLProgressElement);
  const size = byId('block-window', HTMLSelectElement);
  showHash(byId('block-known'), HASH_277316);
  showHash(byId('block-target'), BLOCK_277316.target().toHex());
  setText(byId('block-work'), formatCount(BLOCK_277316.target().expectedHashes));

  const button = new RunButton(byId('block-start', HTMLButtonElement), async () => {
    const run = new LessonRun();
    button.running = run;
    progress.value = 0;
    setText(byId('block-found'), 'searching');
    setText(status, 'Loading…');
    try {
      const task: LessonTask = {
        miner: { threads: usualThreads() },
        search: {
          header: HeaderTemplate.from(BLOCK_277316),
          nonceRange: windowAround(BLOCK_277316.nonce, 2 ** Number(size.value)),
        },
        onProgress: ({ hashes, total }) => {
          progress.value = hashes / total;
        },
      };
      const [result] = await run.run([task], () => setText(status, 'Searching.'));
      show(result);
    } catch (error) {
      show(undefined);
      tellFault(error, (message) => setText(status, message));
    } finally {
      button.running = undefined;
    }
  });

  function show(result: SearchResult | undefined): void {
    if (result?.status !== 'found') setText(byId('block-found'), 'not yet');
    if (result === undefined) {
      setText(status, 'Stopped.');
      return;
    }
    const effort = `${formatCount(result.hashes)} hashes in ${formatDuration(result.seconds)}, ${formatRate(result.hashRate)}`;
    if (result.status !== 'found') {
      setText(status, `Stopped after ${effort}.`);
      return;
    }
    const { nonce, hash } = result.solution;
    progress.value = 1;
    showHash(byId('block-found'), hash);
    const verdict = hash === HASH_277316 ? 'It is the hash that the chain has' : 'The chain has another hash';
    setText(status, `Nonce ${nonce.toLocaleString('en')} found with ${effort}. ${verdict}.`);
  }
}
