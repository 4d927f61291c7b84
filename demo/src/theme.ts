const KEY = 'mine-wasm-theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Follows the system's colours, or those that the visitor has chosen. @returns whose `onChange` is called when they are others */
export function setUpTheme(): { onChange: () => void } {
  const listener = { onChange() {} };
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[name="theme"]')];
  const theme = readTheme();
  for (const input of inputs) {
    input.checked = input.value === theme;
    input.addEventListener('change', () => {
      apply(input.value as Theme);
      keep(input.value);
      listener.onChange();
    });
  }
  apply(theme);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => listener.onChange());
  return listener;
}

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? 'auto';
  } catch {
    // Storage may be forbidden; the page works without.
    return 'auto';
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}
