import { type Html, html } from './html.js';

/**
 * Eight colours for lines, at least 3:1 against their background (WCAG 2.2, 1.4.11), told apart by people who don't see red and green the same
 * way mostly by lightness; each line has a dash and a marker of its own besides.
 */
export const SERIES_COLORS = {
  light: ['#b4500b', '#1d4fd7', '#0b7a6c', '#9b1fb0', '#4a7a0c', '#c01640', '#475569', '#0369a1'],
  dark: ['#ffa657', '#7fabff', '#4ed0bf', '#e58cf7', '#a6d860', '#ff7f95', '#b8c2cf', '#5fc6f5'],
} as const;

const DASHES = ['', '7 4', '2 3', '10 3 2 3', '4 2'] as const;
const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;
type Marker = (typeof MARKERS)[number];

/** How a line is drawn. The counts of dashes, markers and colours have few common multiples: the first forty lines all differ. */
export interface SeriesStyle {
  /** Sets the colour `--c`. */
  readonly className: string;
  readonly dash: string;
  readonly marker: Marker;
}

/** The style of the nth line. */
export function styleOf(at: number): SeriesStyle {
  return {
    className: `series-${at % SERIES_COLORS.light.length}`,
    dash: DASHES[at % DASHES.length]!,
    marker: MARKERS[at % MARKERS.length]!,
  };
}

/** The colour of the nth line where it is alone, and needs no dash. */
export function solid(at: number): SeriesStyle {
  return { ...styleOf(at), dash: '' };
}

const R = 4.5;
const OUTLINES: Readonly<Record<Marker, string>> = {
  circle: `m${-R} 0a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0z`,
  square: 'm-4 -4h8v8h-8z',
  triangle: 'm0 -5l5 9h-10z',
  diamond: 'm0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z',
  cross: 'm-1.6 -5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z',
};

/** A point of a line, with what is shown when it is pointed at. */
export function marker({ className, marker }: SeriesStyle, x: number, y: number, tooltip?: string): Html {
  return html`<path class="marker ${className}" d="M${x} ${y}${OUTLINES[marker]}">${tooltip !== undefined && html`<title>${tooltip}</title>`}</path>`;
}
