/** What a Raspberry Pi's revision code says of the board. */
export interface RaspberryPiBoard {
  /** As the firmware writes it into the device tree: `Raspberry Pi 4 Model B Rev 1.4`. */
  readonly model: string;
  /** As `BCM2711`. */
  readonly soc: string;
}

// All tables: https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#raspberry-pi-revision-codes
const TYPES: ReadonlyMap<number, string> = new Map([
  [0x00, 'Model A'],
  [0x01, 'Model B'],
  [0x02, 'Model A Plus'],
  [0x03, 'Model B Plus'],
  [0x04, '2 Model B'],
  [0x06, 'Compute Module'],
  [0x08, '3 Model B'],
  [0x09, 'Zero'],
  [0x0a, 'Compute Module 3'],
  [0x0c, 'Zero W'],
  [0x0d, '3 Model B Plus'],
  [0x0e, '3 Model A Plus'],
  [0x10, 'Compute Module 3 Plus'],
  [0x11, '4 Model B'],
  [0x12, 'Zero 2 W'],
  [0x13, '400'],
  [0x14, 'Compute Module 4'],
  [0x15, 'Compute Module 4S'],
  [0x17, '5 Model B'],
  [0x18, 'Compute Module 5'],
  [0x19, '500'],
  [0x1a, 'Compute Module 5 Lite'],
  [0x1b, 'Compute Module 0'],
]);
const PROCESSORS = ['BCM2835', 'BCM2836', 'BCM2837', 'BCM2711', 'BCM2712'];

/** The codes before the Raspberry Pi 2. All have the BCM2835. */
const OLD_CODES: ReadonlyMap<number, string> = new Map([
  [0x02, 'Model B Rev 1.0'],
  [0x03, 'Model B Rev 1.0'],
  [0x04, 'Model B Rev 2.0'],
  [0x05, 'Model B Rev 2.0'],
  [0x06, 'Model B Rev 2.0'],
  [0x07, 'Model A Rev 2.0'],
  [0x08, 'Model A Rev 2.0'],
  [0x09, 'Model A Rev 2.0'],
  [0x0d, 'Model B Rev 2.0'],
  [0x0e, 'Model B Rev 2.0'],
  [0x0f, 'Model B Rev 2.0'],
  [0x10, 'Model B Plus Rev 1.2'],
  [0x11, 'Compute Module Rev 1.0'],
  [0x12, 'Model A Plus Rev 1.1'],
  [0x13, 'Model B Plus Rev 1.2'],
  [0x14, 'Compute Module Rev 1.0'],
  [0x15, 'Model A Plus Rev 1.1'],
]);

/** Bit 23 tells a code of bit fields from one of the old list. */
const NEW_STYLE = 1 << 23;
/** Of an old code: above are what overclocking has set, such as the warranty bit, 24. */
const OLD_CODE = 0xffff;

/**
 * Decodes a revision code, of bit fields (NOQuuuWuFMMMCCCCPPPPTTTTTTTTRRRR: of these, processor, type and revision) or of the old
 * list.
 * @param code 32 bits, unsigned
 * @returns undefined for a board that the documentation doesn't know
 */
export function decodeRevision(code: number): RaspberryPiBoard | undefined {
  if ((code & NEW_STYLE) === 0) {
    const model = OLD_CODES.get(code & OLD_CODE);
    return model === undefined ? undefined : { model: `Raspberry Pi ${model}`, soc: 'BCM2835' };
  }
  const type = TYPES.get((code >>> 4) & 0xff);
  const soc = PROCESSORS[(code >>> 12) & 0xf];
  if (type === undefined || soc === undefined) return undefined;
  return { model: `Raspberry Pi ${type} Rev 1.${code & 0xf}`, soc };
}

/** In hex as the documentation has it: the old codes with four digits, `000e`. */
export function formatRevision(code: number): string {
  return (code >>> 0).toString(16).padStart(4, '0');
}
