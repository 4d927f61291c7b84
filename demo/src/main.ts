import { watchActivity, watchTab } from './activity.js';
import { setUpAnchors } from './anchors.js';
import { DeviceHints } from './device-hints.js';
import { byId, element } from './dom.js';
import { isFramedByAnother } from './framed.js';
import { setUpBlockLesson } from './lessons/block-277316.js';
import { setUpKernelRace } from './lessons/kernel-race.js';
import { setUpMerkleTree } from './lessons/merkle-tree-view.js';
import { setUpToyChain } from './lessons/toy-chain-view.js';
import { MineSection } from './mine-section.js';
import { setUpTheme } from './theme.js';

// First: the plot is drawn in the colours that there are.
const theme = setUpTheme();
const mine = new MineSection();
theme.onChange = () => mine.redraw();
setUpBlockLesson();
setUpToyChain();
setUpMerkleTree();
setUpKernelRace();
setUpAnchors();
watchTab();
const hints = new DeviceHints(byId('hints'));
watchActivity((isActive) => {
  hints.isActive = isActive;
});

if (isFramedByAnother()) {
  // Seen, and not to be pressed.
  byId('content').inert = true;
  const link = element('a', { href: location.href, target: '_blank', rel: 'noopener' }, 'Open it by itself.');
  const notice = element(
    'p',
    { class: 'complaint' },
    'In a frame of another site this page does not mine. ',
    link,
  );
  byId('content').before(element('div', { class: 'sheet', id: 'framed' }, notice));
}

byId('memory-mode').textContent = crossOriginIsolated
  ? 'shares memory with its workers here: this page is cross-origin isolated.'
  : 'talks to its workers by messages here: the server sends no headers that would let them share memory.';
