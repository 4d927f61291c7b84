// A data logger: seals readings of a sensor into the chain of this device, proves one of them, and checks the proof.
//   node examples/data-logger.js [folder]
// The folder keeps key, chain and journal: run it again, and the device goes on.
import { join } from 'node:path';
import { createMiner } from 'mine-wasm';
import { checkProof, DeviceKey, makeProof, Sealer, targetOfZeros } from 'mine-wasm/clockchain';

const [folder = 'data-logger'] = process.argv.slice(2);
const journal = join(folder, 'garden.journal');
const chain = join(folder, 'garden.chain');

/** What would ask a sensor: each reading is a line of JSON. */
async function* sensor() {
  for (const celsius of [21.5, 21.7, 22.4]) yield Buffer.from(JSON.stringify({ celsius }));
}

const key = await DeviceKey.open(join(folder, 'device.pem')); // made on first use, for its owner alone
const miner = await createMiner({ threads: 1 });
const sealer = await Sealer.open({
  session: 'garden',
  ...{ key, journal, chain, miner },
  target: targetOfZeros(3), // 4,096 tries a tick on average
  count: 64, // a batch has as many readings,
  age: 60, // or those of a minute
  fsync: 'reading', // what is acknowledged outlasts a loss of power
});
try {
  await sealer.run(sensor(), {
    onEvent(event) {
      if (event.type === 'reading') console.log(`acknowledged ${event.reading.number}`);
      else if (event.type === 'refused') console.error(`line ${event.line}: ${event.error.message}`);
      else console.log(`sealed ${event.seal.count} by tick ${event.seal.tau}`);
    },
  });
} finally {
  await sealer.close();
  await miner.close();
}

const proof = await makeProof({ journal, chain, number: 2 }); // JSON, for whoever wants to check it
const { text, tau, work } = checkProof(proof, {
  device: key.id,
  session: 'garden',
  easiest: targetOfZeros(3),
});
console.log(`${text} is in tick ${tau}, with ${Math.round(work)} tries from there on`);
