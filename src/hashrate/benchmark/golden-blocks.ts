/** A real block of main net. */
export interface GoldenBlock {
  readonly height: number;
  /** 80 bytes, serialised, hex; the nonce in it is the one to find. */
  readonly header: string;
}

/**
 * Other blocks than those of the kernels' self-test. Their nonces lie in every quarter of 2^32 but the second, their versions are 1, 2 and
 * those of BIP 9, the last one's with bits that its miner rolled.
 */
export const GOLDEN_BLOCKS: readonly GoldenBlock[] = [
  {
    height: 1,
    header:
      '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e' +
      '1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
  },
  {
    height: 100_000,
    header:
      '0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996' +
      'ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710',
  },
  {
    height: 277_315,
    header:
      '02000000492263a1711b7d5ff065d7ae3da8b5f3fa39ad7bfea67b7e02000000000000009de25511ea941d5eb23a3f08' +
      'ea8a54096e0a3cf57823b9eb2dabe030409f045ece05be520ca3031959f542fb',
  },
  {
    height: 481_824,
    header:
      '02000020801b81629334be8e7af5ebfb9df09c18e1f833b5f0efcb00000000000000000040d1ca077fefe7fb797711ba' +
      'a0c063eca9b8ed9469ae0128982b44ad0c25386491329e59e93c011822ff5422',
  },
  {
    height: 840_000,
    header:
      '00e05f2aab948491071265ad552351d0ad625745668da54b0172010000000000000000004f89a5d73bd4d4887f25981f' +
      'e81892ccafda10c27f52d6f3dd28183a7c411b03b7072366194203177d9863ea',
  },
];
