/** Something that mines, or is paused. */
export interface Activity {
  stop(): void;
  pause(): void;
  resume(): void;
}

let current: Activity | undefined;
let pausesWhenHidden = true;
let onChange: (isActive: boolean) => void = () => {};

/** Makes this what mines now. Whatever mined before is stopped: a visitor who starts one thing has not asked for two. */
export function begin(activity: Activity): void {
  current?.stop();
  current = activity;
  if (pausesWhenHidden && document.hidden) activity.pause();
  onChange(true);
}

/** To be called when it has ended. */
export function end(activity: Activity): void {
  if (current !== activity) return;
  current = undefined;
  onChange(false);
}

/** Has this called whenever something begins to mine, and when nothing does any more. */
export function watchActivity(listener: (isActive: boolean) => void): void {
  onChange = listener;
}

export function setPausesWhenHidden(pauses: boolean): void {
  pausesWhenHidden = pauses;
  apply();
}

function apply(): void {
  if (pausesWhenHidden && document.hidden) current?.pause();
  else current?.resume();
}

/** Follows the tab: hidden, it pauses if that is wanted; left for another page, it ends. */
export function watchTab(): void {
  document.addEventListener('visibilitychange', apply);
  // A page that the browser keeps for the way back would go on otherwise when it is shown again, without having been asked.
  window.addEventListener('pagehide', () => current?.stop());
}
