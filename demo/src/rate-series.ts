/** What the plot shows: seconds of mining, and H/s at each. */
export interface RateSeries {
  readonly seconds: readonly number[];
  readonly rates: readonly number[];
}

/** Seconds that the plot shows. */
export const SHOWN_SECONDS = 120;

/** The rates of the last two minutes of mining. */
export class RecentRates implements RateSeries {
  readonly seconds: number[] = [];
  readonly rates: number[] = [];

  /** @param seconds never less than the last; of one moment the last reading counts */
  add(seconds: number, rate: number): void {
    if (this.seconds.at(-1) === seconds) this.rates[this.rates.length - 1] = rate;
    else {
      this.seconds.push(seconds);
      this.rates.push(rate);
    }
    const first = this.seconds.findIndex((at) => at >= seconds - SHOWN_SECONDS);
    this.seconds.splice(0, first);
    this.rates.splice(0, first);
  }

  clear(): void {
    this.seconds.length = 0;
    this.rates.length = 0;
  }
}
