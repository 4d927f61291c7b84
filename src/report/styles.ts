import { SERIES_COLORS } from './palette.js';

/** Colours by what they are for. Text has at least 4.5:1 against both backgrounds, lines 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const COLORS = {
  light: {
    page: '#ffffff',
    panel: '#f6f5f2',
    text: '#1c1e21',
    quiet: '#5a6068',
    rule: '#dcdad5',
    accent: '#b4500b',
    bar: '#d9873f',
  },
  dark: {
    page: '#15171a',
    panel: '#1d2024',
    text: '#eceae6',
    quiet: '#a6acb4',
    rule: '#363a40',
    accent: '#ffa657',
    bar: '#b4672a',
  },
} as const;

type Scheme = keyof typeof COLORS;

function variables(scheme: Scheme): string {
  const colors = Object.entries(COLORS[scheme]).map(([name, color]) => `--${name}:${color}`);
  const series = SERIES_COLORS[scheme].map((color, at) => `--series-${at}:${color}`);
  return `color-scheme:${scheme};${[...colors, ...series].join(';')}`;
}

/** The style of every report: light and dark as the reader has it, and light on paper. */
export const STYLES = `
:root{${variables('light')}}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
.sheet{max-width:62rem;margin:0 auto;padding:clamp(2rem,6vw,5rem) 1rem clamp(3rem,8vw,6rem)}
header{border-top:4px solid var(--accent);padding-top:1.5rem}
.eyebrow{margin:0;color:var(--quiet);font-size:.875rem}
h1{margin:.25rem 0 1.25rem;font-size:clamp(1.9rem,1.3rem + 3vw,3.1rem);line-height:1.1;letter-spacing:-.02em;font-weight:700}
.summary{margin:0;max-width:44rem;font-size:clamp(1.1rem,1rem + .5vw,1.3rem);line-height:1.5}
section{margin-top:clamp(3rem,7vw,4.5rem)}
h2{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
h3{margin:2.5rem 0 .5rem;font-size:1.125rem;line-height:1.35}
h4{margin:1.25rem 0 .25rem;font-size:.9375rem}
p,ul{margin:.5rem 0;max-width:44rem}
ul{padding-left:1.25rem}
.quiet,figcaption{color:var(--quiet)}
.scroll{overflow-x:auto;margin:1.25rem 0}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:4px}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:normal}
th,td{padding:.6rem .9rem .6rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{vertical-align:bottom;font-weight:600;font-size:.875em;color:var(--quiet);border-bottom:1px solid var(--quiet);white-space:nowrap}
thead .unit{display:block;font-weight:400}
tbody th{font-weight:600;min-width:8.5rem;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.below{display:block;color:var(--quiet);font-size:.875em;font-weight:400}
.mark{display:inline-block;margin:.1rem .3rem .1rem 0;padding:0 .45rem;border:1px solid var(--quiet);border-radius:1rem;white-space:nowrap}
figure{margin:1.5rem 0}
figcaption{margin-top:.5rem;max-width:44rem;font-size:.9375rem}
svg{display:block;width:100%;height:auto;overflow:visible;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
svg text{fill:var(--quiet)}
.label{display:flex;justify-content:space-between;gap:1rem;font-size:14px;line-height:22px;white-space:nowrap}
.label>*{background:var(--page)}
.label span{overflow:hidden;text-overflow:ellipsis}
svg .name{fill:var(--text);font-weight:600}
.grid{stroke:var(--rule);stroke-width:1}
.base,.tick{stroke:var(--quiet);stroke-width:1}
.bar{fill:var(--bar)}
.whisker{fill:none;stroke:var(--text);stroke-width:1.5}
.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.extremes{fill:none;stroke:var(--c);stroke-width:1;opacity:.35}
.marker{fill:var(--c);stroke:var(--page);stroke-width:1.5}
.band{fill:var(--c);opacity:.18}
.reference{fill:none;stroke:var(--quiet);stroke-width:1;stroke-dasharray:1 4;stroke-linecap:round}
.strip{fill:transparent}
.strip:hover{fill:var(--text);fill-opacity:.08}
.shade{fill:var(--text);fill-opacity:.1}
.shade.paused{fill:url(#hatch);fill-opacity:.7}
.hatch{stroke:var(--quiet);stroke-width:1.5}
.definitions{position:absolute;width:0;height:0}
${SERIES_COLORS.light.map((_, at) => `.series-${at}{--c:var(--series-${at})}`).join('\n')}
.legend{display:flex;flex-wrap:wrap;gap:.35rem 1.5rem;max-width:none;margin:0 0 .75rem;padding:0;list-style:none;font-size:.875rem}
.legend li{display:flex;align-items:center;gap:.5rem}
.legend svg{flex:none;width:34px;height:14px}
dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.3rem 1.25rem;margin:1rem 0;font-size:.9375rem}
dt{color:var(--quiet)}
dd{margin:0}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--quiet);font-size:.875rem}
.for-narrow{display:none}
@media (max-width:640px){.for-wide{display:none}.for-narrow{display:block}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@page{size:A4;margin:16mm 15mm}
@media print{
:root{${variables('light')}}
.for-wide{display:block}.for-narrow{display:none}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sheet{max-width:none;padding:0}
section{margin-top:2.25rem}
h2,h3,h4{break-after:avoid}
figure,tr,dl{break-inside:avoid}
.scroll{overflow:visible}
table{font-size:8.5pt}
th,td{padding:.3rem .45rem .3rem 0}
tbody th{min-width:7rem}
thead th{white-space:normal}
}
`;
