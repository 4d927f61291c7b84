import type { RecordFileFault } from '../records/record-file-error.js';
import type { TornEnd } from '../records/record-parser.js';
import type { TickFault } from '../tick/tick-error.js';

/** What is wrong with a chain's file, and with which of its records. */
export interface ChainFault {
  readonly name: RecordFileFault | TickFault;
  readonly message: string;
  /** The record, from 0, which is the file's head; undefined when it is not one record's fault. */
  readonly record: number | undefined;
  /** Of the record's first byte, from the file's start. */
  readonly offset: number | undefined;
}

/** How far a chain's file holds, and what is wrong behind that. */
export interface ChainVerdict {
  readonly path: string;
  /** The session's name; undefined when the file does not come to tell it. */
  readonly session: string | undefined;
  /** The device's public key in hex. */
  readonly device: string | undefined;
  /** Ticks that were verified: τ of the tip. */
  readonly ticks: number;
  /** Lamport value of the tip; 0 without one. */
  readonly lamport: number;
  /** Hash of the last tick that was verified: 64 hex digits, display order. */
  readonly tip: string | undefined;
  /** The easiest target of these ticks: 64 hex digits, display order. */
  readonly easiest: string | undefined;
  /** How many tries these ticks take on average, all together, by their targets. */
  readonly expectedTries: number;
  /** The first fault; undefined when there is none. A torn end is no fault. */
  readonly fault: ChainFault | undefined;
  /** An append that never came to its end, or is under way. */
  readonly torn: TornEnd | undefined;
}
