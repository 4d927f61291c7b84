/** How a broker is reached, as help shows it. */
export const BROKER_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['--broker <url>', 'an MQTT broker: mqtt://[user@]host[:port], or mqtts://… for TLS'],
  ['--broker-user <name>', "the broker's user (default: that of the URL)"],
  [
    '--broker-password-file <file>',
    'holds the password (default: what is in the environment, MINE_WASM_BROKER_PASSWORD)',
  ],
  ['--broker-ca <file>', "certificates in PEM that the broker's is signed by (default: those of Node)"],
];
