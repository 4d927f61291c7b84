import { type Activity, begin, end, setPausesWhenHidden } from './activity.js';
import { DeviceHints } from './device-hints.js';
import { byId, setText } from './dom.js';
import { EarningsView } from './earnings-view.js';
import { type BrowserMinerOptions, MineWasmError } from './engine.js';
import { formatCount, formatDuration } from './format.js';
import { freshHeader } from './fresh-header.js';
import { MineView } from './mine-view.js';
import { MiningRun, type MiningWork, type RunOutcome, type RunProgress } from './mining-run.js';
import { RatePlot } from './plot.js';
import { RecentRates } from './rate-series.js';
import { checkPasted, type Settings } from './settings.js';
import { SettingsForm } from './settings-form.js';
import { readLink, writeLink } from './share-link.js';

/** The page's main part: Start, Stop, settings, and what is seen of the search. */
export class MineSection {
  readonly #button = byId('start', HTMLButtonElement);
  readonly #status = byId('status');
  readonly #view = new MineView();
  readonly #earnings = new EarningsView();
  readonly #hints = new DeviceHints(byId('hints'));
  readonly #rates = new RecentRates();
  readonly #plot = new RatePlot(byId('plot'));
  readonly #form: SettingsForm;
  #work: MiningWork | undefined;
  #run: MiningRun | undefined;
  #last: RunProgress | undefined;

  constructor() {
    const cores = Math.max(1, navigator.hardwareConcurrency || 1);
    const { settings, complaints } = readLink(location.hash, cores);
    this.#form = new SettingsForm(cores, settings, {
      onEngine: (changed) => {
        this.#run?.change(engineOptions(changed));
        this.#keepInAddress();
      },
      onGoal: () => this.#changeGoal(),
      onPauseWhenHidden: ({ pauseWhenHidden }) => {
        setPausesWhenHidden(pauseWhenHidden);
        this.#keepInAddress();
      },
    });
    this.#takeOver(settings, complaints);
    this.#button.addEventListener('click', () =>
      this.#run === undefined ? void this.#start() : this.#run.stop(),
    );
    byId('copy-link').addEventListener('click', () => void this.#copyLink());
    // A link that is followed while the page is open. A section's anchor is none.
    addEventListener('hashchange', () => {
      if (!location.hash.includes('=')) return;
      const link = readLink(location.hash, cores);
      this.#form.show(link.settings);
      this.#takeOver(link.settings, link.complaints);
      this.#changeGoal();
    });
  }

  /** To be called when the page's colours are others. */
  redraw(): void {
    this.#plot.redraw();
  }

  #takeOver(settings: Settings, complaints: readonly string[]): void {
    setPausesWhenHidden(settings.pauseWhenHidden);
    setText(byId('link-complaints'), complaints.join(' '));
    this.#renew();
  }

  /** Another header or target ends the run: what it has found is of no use for it. */
  #changeGoal(): void {
    this.#run?.stop();
    this.#renew();
    this.#keepInAddress();
  }

  /** Makes what is searched next, and shows it. @returns false when what is pasted is none */
  #renew(): boolean {
    this.#work = this.#form.check() ? makeWork(this.#form.settings) : undefined;
    if (this.#work !== undefined) this.#view.showWork(this.#work.template, this.#work.goal);
    return this.#work !== undefined;
  }

  async #start(): Promise<void> {
    if (!this.#renew()) {
      this.#form.focusFault();
      return;
    }
    this.#rates.clear();
    this.#plot.show(this.#rates);
    this.#last = undefined;
    const run: MiningRun = new MiningRun(this.#work!, engineOptions(this.#form.settings), {
      onProgress: (progress) => this.#run === run && this.#report(progress),
      onBest: (solution) => this.#run === run && this.#view.showBest(solution),
    });
    this.#run = run;
    const activity: Activity = {
      stop: () => run.stop(),
      pause: () => {
        run.pause();
        this.#say('Paused while the tab is hidden.');
      },
      resume: () => {
        run.resume();
        this.#say('Mining.');
      },
    };
    this.#showRunning(true);
    this.#say('Mining.');
    begin(activity);
    this.#hints.start();
    try {
      this.#say(this.#tell(await run.ended));
    } catch (error) {
      // A kernel that can't be fetched, or a browser without WebAssembly; anything else is a bug, and for the console.
      if (!(error instanceof MineWasmError)) throw error;
      this.#say(`${error.message}.`);
    } finally {
      end(activity);
      this.#run = undefined;
      this.#hints.stop();
      this.#showRunning(false);
    }
  }

  #report(progress: RunProgress): void {
    this.#last = progress;
    this.#view.showProgress(progress);
    if (progress.seconds > 0) this.#rates.add(progress.seconds, progress.rateNow);
    this.#plot.show(this.#rates);
    if (progress.hashRate > 0) {
      this.#earnings.hashRate = progress.hashRate;
      this.#form.hashRate = progress.hashRate;
    }
  }

  #tell(outcome: RunOutcome): string {
    const { hashes = 0, seconds = 0 } = this.#last ?? {};
    const effort = `${formatCount(hashes)} hashes in ${formatDuration(seconds)}`;
    if (outcome === 'solved') return `Solved, with ${effort}.`;
    if (outcome === 'exhausted') return `All nonces are tried, and none solves this header: ${effort}.`;
    return `Stopped after ${effort}.`;
  }

  #showRunning(isRunning: boolean): void {
    this.#button.textContent = isRunning ? 'Stop' : 'Start mining';
    this.#button.classList.toggle('running', isRunning);
  }

  /** Seldom: a screen reader speaks it. */
  #say(message: string): void {
    setText(this.#status, message);
  }

  #keepInAddress(): void {
    history.replaceState(null, '', `#${writeLink(this.#form.settings)}`);
  }

  async #copyLink(): Promise<void> {
    this.#keepInAddress();
    const copied = byId('copied');
    try {
      await navigator.clipboard.writeText(location.href);
      copied.textContent = 'Copied.';
    } catch {
      // Not allowed, or a page without https.
      copied.textContent = 'The link is in the address bar.';
    }
  }
}

function engineOptions({ threads, duty, kernel }: Settings): BrowserMinerOptions {
  return { threads, throttle: duty, kernel };
}

function makeWork({ goal }: Settings): MiningWork {
  if (goal.kind === 'header') return { ...checkPasted(goal.header, goal.target), rolls: false };
  return { ...freshHeader(goal.difficulty, Date.now(), `${Math.random()}`), rolls: true };
}
