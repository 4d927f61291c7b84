import { html } from '../../report/html.js';

/** The same words for every page. docs/clockchain.md has them at length. */
export const CLAIMS = html`<ul>
<li><strong>Verified</strong>: every record, header, link, target, citation, Lamport value, round and signature of the chains, and with them τ, L, and the
order of ticks that cite each other.</li>
<li><strong>Not verified</strong>: times, tries, rates, drift and absences. They are the coordinator's log and the devices' own counts.</li>
<li><strong>Not UTC</strong>: τ counts ticks. The time of day in a tick is its device's word.</li>
<li><strong>Not consensus, nor Byzantine safety</strong>: whoever has a device's key can mine another chain in its name, and the coordinator
says who was absent.</li>
<li><strong>Not a verifiable delay function</strong>: twice the cores tick twice as fast, and a faster machine can mine years of a chain
afterwards.</li>
<li><strong>Drift within its band is not detected</strong>, which does not make it 0. A single tick's interval varies by as much as it lasts; 1&nbsp;% takes
10,000 ticks.</li>
</ul>`;
