import { begin, end, setPausesWhenHidden } from './activity.js';
import { keepInAddress } from './address.js';
import { byId, setText } from './dom.js';
import { EarningsView } from './earnings-view.js';
import { type BrowserMinerOptions, hardwareThreads } from './engine.js';
import { tellFault } from './fault.js';
import { formatCount, formatDuration } from './format.js';
import { freshHeader } from './fresh-header.js';
import { MineView } from './mine-view.js';
import {
  MiningRun,
  type MiningWork,
  type RunOutcome,
  type RunProgress,
  type RunState,
} from './mining-run.js';
import { RatePlot } from './plot.js';
import { RecentRates } from './rate-series.js';
import { checkPasted, type Goal, isSameGoal, type Settings, usableGoal } from './settings.js';
import { SettingsForm } from './settings-form.js';
import { type ReadLink, readLink, writeLink } from './share-link.js';

const STATES: Readonly<Record<RunState, string>> = {
  loading: 'Loading…',
  mining: 'Mining.',
  paused: 'Paused while the tab is hidden.',
};

/** The page's main part: Start, Stop, settings, and what is seen of the search. */
export class MineSection {
  readonly #button = byId('start', HTMLButtonElement);
  readonly #status = byId('status');
  readonly #linkComplaints = byId('link-complaints');
  readonly #view = new MineView();
  readonly #earnings = new EarningsView();
  readonly #rates = new RecentRates();
  readonly #plot = new RatePlot(byId('plot'));
  readonly #form: SettingsForm;
  /** What is searched, or would be next: the last that could be. */
  #goal: Goal;
  #engine: BrowserMinerOptions;
  #run: MiningRun | undefined;
  /** The run that is seen: none once another goal is. */
  #shown: MiningRun | undefined;

  constructor() {
    const cores = hardwareThreads();
    const { settings, complaints } = readLink(location.hash, cores);
    this.#form = new SettingsForm(cores, settings, () => this.#takeOver());
    setPausesWhenHidden(settings.pauseWhenHidden);
    this.#goal = settings.goal;
    this.#engine = engineOptions(settings);
    this.#renew();
    setText(this.#linkComplaints, complaints.join(' '));
    this.#button.addEventListener('click', () =>
      this.#run === undefined ? void this.#start() : this.#run.stop(),
    );
    byId('copy-link').addEventListener('click', () => void this.#copyLink());
    addEventListener('hashchange', () => this.#follow(readLink(location.hash, cores)));
  }

  /** To be called when the page's colours are others. */
  redraw(): void {
    this.#plot.redraw();
  }

  /** A link that is followed while the page is open, or the way back to one. A section's anchor, typed in, is none. */
  #follow({ settings, complaints }: ReadLink): void {
    if (location.hash.includes('=')) this.#form.show(settings);
    this.#takeOver();
    setText(this.#linkComplaints, complaints.join(' '));
  }

  /** Has the form's settings in force. Another goal ends the run: what it has found is of no use for it; all else it goes on with. */
  #takeOver(): void {
    const settings = this.#form.settings;
    setPausesWhenHidden(settings.pauseWhenHidden);
    const before = this.#engine;
    this.#engine = engineOptions(settings);
    const goal = usableGoal(settings.goal);
    if (goal !== undefined && !isSameGoal(goal, this.#goal)) {
      this.#goal = goal;
      this.#run?.stop();
      this.#renew();
    } else if (!isSameEngine(before, this.#engine)) {
      this.#run?.change(this.#engine);
    }
    setText(this.#linkComplaints, '');
    this.#keepInAddress();
  }

  /** Makes what is searched next, and shows it. */
  #renew(): MiningWork {
    const work = makeWork(this.#goal);
    this.#shown = undefined;
    this.#view.showWork(work.template, work.goal);
    return work;
  }

  async #start(): Promise<void> {
    if (!this.#form.check()) {
      this.#form.focusFault();
      return;
    }
    this.#goal = this.#form.settings.goal;
    // New each time: who starts again has another search's luck.
    const work = this.#renew();
    this.#rates.clear();
    this.#plot.show(this.#rates);
    let last: RunProgress | undefined;
    const run: MiningRun = new MiningRun(work, this.#engine, {
      onProgress: (progress) => {
        last = progress;
        if (this.#shown === run) this.#report(progress);
      },
      onBest: (solution) => this.#shown === run && this.#view.showBest(solution),
      onState: (state) => this.#run === run && this.#say(STATES[state]),
      onRefused: (error) =>
        tellFault(error, (message) => this.#say(`It goes on with the settings before: ${message}`)),
    });
    this.#run = run;
    this.#shown = run;
    this.#showRunning(true);
    this.#say(STATES.loading);
    begin(run);
    try {
      this.#say(tell(await run.ended, last));
    } catch (error) {
      tellFault(error, (message) => this.#say(message));
    } finally {
      end(run);
      this.#run = undefined;
      this.#showRunning(false);
    }
  }

  #report(progress: RunProgress): void {
    this.#view.showProgress(progress);
    if (progress.seconds > 0) this.#rates.add(progress.seconds, progress.rateNow);
    this.#plot.show(this.#rates);
    if (progress.hashRate > 0) {
      this.#earnings.hashRate = progress.hashRate;
      this.#form.hashRate = progress.hashRate;
    }
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
    // With the goal that there is: half a header is nothing to share.
    keepInAddress(writeLink({ ...this.#form.settings, goal: this.#goal }));
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

function isSameEngine(a: BrowserMinerOptions, b: BrowserMinerOptions): boolean {
  return a.threads === b.threads && a.throttle === b.throttle && a.kernel === b.kernel;
}

function makeWork(goal: Goal): MiningWork {
  if (goal.kind === 'header') return { ...checkPasted(goal.header, goal.target), rolls: false };
  return { ...freshHeader(goal.difficulty, Date.now(), `${Math.random()}`), rolls: true };
}

function tell(outcome: RunOutcome, last: RunProgress | undefined): string {
  if (last === undefined) return 'Stopped before the first hash.';
  const effort = `${formatCount(last.hashes)} hashes in ${formatDuration(last.seconds)}`;
  if (outcome === 'solved') return `Solved, with ${effort}.`;
  if (outcome === 'exhausted') return `All nonces are tried, and none solves this header: ${effort}.`;
  return `Stopped after ${effort}.`;
}
