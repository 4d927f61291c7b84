import { describe, expect, test } from 'vitest';
import { SERIES_COLORS } from '../../src/report/palette.js';
import { COLORS } from '../../src/report/styles.js';

/** WCAG 2.2's relative luminance. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const colors = COLORS[scheme];

  test.each(['text', 'quiet', 'accent'] as const)('%s can be read', (name) => {
    expect(contrast(colors[name], colors.page)).toBeGreaterThanOrEqual(4.5);
  });

  test('bars, lines and what is upon bars can be seen', () => {
    for (const color of [colors.bar, ...SERIES_COLORS[scheme]]) {
      expect(contrast(color, colors.page)).toBeGreaterThanOrEqual(color === colors.bar ? 2.5 : 3);
    }
    expect(contrast(colors.text, colors.bar)).toBeGreaterThanOrEqual(3);
  });
});
