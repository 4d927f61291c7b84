import { json } from 'node:stream/consumers';

/**
 * What the test wants to know, as JSON on stdin.
 * @template Request
 * @returns {Promise<Request>}
 */
export async function readRequest() {
  return /** @type {Request} */ (await json(process.stdin));
}

/** Tells the test, as JSON on stdout. @param {object} answer */
export function answer(answer) {
  process.stdout.write(JSON.stringify(answer));
}
