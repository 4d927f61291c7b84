/** The flags of `clock run` as help shows them: apart from what reads them, which loads half of the clockchain. */
export const RUN_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['--mode <mode>', 'serial, free or rounds (default: rounds)'],
  ['--difficulty <d,…>', 'leading hex zeros of the ticks of each device in turn, or of all (default: 3)'],
  ['--every <time,…>', 'in place of it: a tick about every so often, as 10s, at the rate of each device'],
  ['--devices <n>', 'so many local devices (default: one for each difficulty, or two; with hosts: none)'],
  ['--ticks <n>', 'serial, free: ticks of each device (default: serial 1, free until Ctrl-C)'],
  ['--rounds <n>', 'rounds: how many to hold (default: until Ctrl-C)'],
  ['--for <time>', 'end after so long, as 30s, 5m or 1h'],
  [
    '--wait <time>',
    'serial, rounds: how long a turn or round waits for a device (default: 60s, or 20 times --every)',
  ],
  ['--session <name>', 'the name that all its chains begin with (default: the date and time)'],
  [
    '--dir <folder>',
    "for sessions, each in <dir>/<session>, and local devices' own folders, <dir>/devices/<n> (default: clockchains)",
  ],
  [
    '--fsync <when>',
    'force ticks to the disk with each tick, each round (or second), or none (default: round)',
  ],
  ['--threads <n>', 'worker threads of each device (default: local 1, remote all)'],
  ['--node <path>', "the hosts' Node (default: found on each)"],
  ['--ssh-config <file>', 'configuration of ssh in place of ~/.ssh/config'],
  ['--mqtt', 'local devices over MQTT, with a broker in this process (packages mqtt and aedes)'],
];
