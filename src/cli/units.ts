export { formatCount, formatDuration, formatRate, formatShare } from '../quantities.js';
