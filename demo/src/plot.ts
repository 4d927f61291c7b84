import uPlot from 'uplot';
import { formatRate } from './engine.js';
import { type RateSeries, SHOWN_SECONDS } from './rate-series.js';

/** The hash rate over time. */
export class RatePlot {
  readonly #box: HTMLElement;
  readonly #plot: uPlot;

  /** @param box has a height of its own */
  constructor(box: HTMLElement) {
    this.#box = box;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis: uPlot.Axis = {
      stroke: resolved(box, '--quiet'),
      grid: { stroke: resolved(box, '--rule'), width: 1 },
      ticks: { show: false },
      font,
    };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: (_plot, _min, max) => spanOf(max) },
          // From 0, so that a small wobble looks small.
          y: { range: (_plot, _min, max) => [0, Math.max(max * 1.15, 1)] },
        },
        axes: [
          { ...axis, values: (_plot, ticks) => ticks.map((tick) => `${tick} s`), space: 60, size: 28 },
          { ...axis, values: (_plot, ticks) => ticks.map(rateLabel), size: 78, space: 36 },
        ],
        series: [
          {},
          {
            stroke: resolved(box, '--accent'),
            fill: resolved(box, '--wash'),
            width: 2,
            points: { show: false },
          },
        ],
      },
      [[], []],
      box,
    );
    new ResizeObserver(() => this.#plot.setSize(this.#size())).observe(box);
  }

  show({ seconds, rates }: RateSeries): void {
    this.#plot.setData([seconds as number[], rates as number[]]);
  }

  /** To be called when the page's colours are others. */
  redraw(): void {
    this.#plot.redraw(false, true);
  }

  #size(): { width: number; height: number } {
    return { width: this.#box.clientWidth, height: this.#box.clientHeight };
  }
}

/** Two minutes that end now; in the first two they begin with 0. */
function spanOf(last: number | null): [number, number] {
  const end = Math.max(last ?? 0, 20);
  return [Math.max(0, end - SHOWN_SECONDS), end];
}

function rateLabel(rate: number): string {
  return rate === 0 ? '0' : formatRate(rate);
}

/** A canvas knows no light-dark(): the colour is asked of an element that wears it. */
function resolved(box: HTMLElement, name: string): () => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  box.append(probe);
  return () => getComputedStyle(probe).color;
}
