import { byId, element } from './dom.js';
import { formatRate } from './engine.js';

/** A row for each worker: its rate, and a bar that compares it with the fastest. */
export class WorkerRates {
  readonly #list = byId('workers');
  readonly #section = this.#list.closest<HTMLElement>('section')!;
  #rows: { readonly rate: HTMLElement; readonly bar: HTMLElement }[] = [];

  clear(): void {
    this.#section.hidden = true;
  }

  /** @param rates in H/s; an empty list leaves what is shown */
  show(rates: readonly number[]): void {
    if (rates.length === 0) return;
    this.#section.hidden = false;
    if (rates.length !== this.#rows.length) this.#makeRows(rates.length);
    const fastest = Math.max(...rates, 1);
    for (const [worker, { rate, bar }] of this.#rows.entries()) {
      rate.textContent = formatRate(rates[worker]!);
      bar.style.width = `${(100 * rates[worker]!) / fastest}%`;
    }
  }

  #makeRows(count: number): void {
    this.#rows = Array.from({ length: count }, () => ({
      rate: element('span', { class: 'worker-rate' }),
      bar: element('span', { class: 'worker-bar' }),
    }));
    this.#list.replaceChildren(
      ...this.#rows.map(({ rate, bar }, worker) => {
        const track = element('span', { class: 'worker-track', 'aria-hidden': 'true' });
        track.append(bar);
        const row = element('li', {}, `Worker ${worker + 1} `);
        row.append(rate, track);
        return row;
      }),
    );
  }
}
