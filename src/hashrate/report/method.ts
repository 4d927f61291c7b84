import { html } from '../../report/html.js';

/** The same words for every page: what the figures mean. docs/benchmarking.md has them at length. */
export const METHOD = html`<p>Each device searched nonces of a Bitcoin block header, hashing each header twice by SHA-256 (SHA256d) in
WebAssembly. Before it was timed, it had to find the nonces of real blocks.</p>
<ul>
<li><strong>Rate</strong>: the search is timed in many short slices after it has warmed up; the rate is the median of the slices. The interval
around it holds the true median with the confidence that the card tells, usually 95&nbsp;%.</li>
<li><strong>Ranking</strong>: by the number of threads with the highest median, of the fastest kernel for plain headers.</li>
<li><strong>Per core</strong>: the rate ÷ the logical processors that were busy, that is the threads. <strong>Per GHz</strong>: that ÷ the
processor's highest clock. <strong>Per watt</strong>: the rate ÷ the watts of the whole device, measured by its owner.</li>
<li><strong>Scaling</strong>: the rate ÷ (threads × the rate of one thread).</li>
<li><strong>Sustained</strong>: the mean of a long run's last minute, pauses included. <strong>Throttled</strong>: the share of its time in which
the device said that something slowed it down.</li>
<li><strong>Marks</strong>: <em>noisy</em> rates are not to be trusted, for the reason that is told; an <em>incomplete</em> benchmark did not come to
its end; a <em>guest</em> runs in a virtual machine and may share its cores. Emulated devices are not ranked.</li>
</ul>`;
