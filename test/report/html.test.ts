import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../src/report/html.js';
import { elementsOf } from './markup.js';

test('strings are escaped, in text and in attributes', () => {
  expect(`${html`<a title="${'"\'<'}">${'<b>&'}</a>`}`).toBe('<a title="&quot;&#39;&lt;">&lt;b&gt;&amp;</a>');
});

test('markup is taken as it is, and so are lists of it', () => {
  const inner = html`<b>1</b>`;
  expect(`${html`<p>${inner}${[inner, [inner, '<']]}</p>`}`).toBe('<p><b>1</b><b>1</b><b>1</b>&lt;</p>');
});

test('nothing is written for what is not there, but 0 is', () => {
  expect(`${html`${undefined}${false}${[]}${0}${''}`}`).toBe('0');
});

test('whatever the words, they stay in their place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (title, text) => {
      const [element, ...others] = elementsOf(`${html`<a title="${title}">${text}</a>`}`);
      expect(others).toEqual([]);
      expect(element!.name).toBe('a');
    }),
  );
});
