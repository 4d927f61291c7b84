// What a device card would say of the machine.
import { readDevice } from '../../../dist/hashrate/device/device.js';
import { answer } from './request.js';

answer(await readDevice());
