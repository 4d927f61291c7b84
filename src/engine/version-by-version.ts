import { type Kernel, WasmKernel } from './kernel.js';

const NONE = new Uint32Array();
/** A place that no scan has. */
const NOWHERE = 0xffffffff;

/** A kernel that takes one version at a time, made to take several: each batch of nonces is searched with one after the other. */
export class VersionByVersion implements Kernel {
  readonly name: string;
  readonly rollsVersions = false;
  readonly #kernel: Kernel;
  #header: Uint8Array = new Uint8Array();
  #target: Uint8Array = new Uint8Array();
  #versions: Uint32Array = NONE;
  #places: Uint32Array = NONE;

  constructor(kernel: Kernel) {
    this.name = kernel.name;
    this.#kernel = kernel;
  }

  get step(): number {
    return this.#kernel.step;
  }

  prepare(header: Uint8Array, target: Uint8Array, versions: Uint32Array): void {
    this.#header = header;
    this.#target = target;
    this.#versions = versions;
    this.#kernel.prepare(header, target, versions.subarray(0, 1));
  }

  scan(nonce: number, count: number): number {
    if (this.#versions.length === 1) {
      const searched = this.#kernel.scan(nonce, count);
      this.#places = this.#found();
      return searched;
    }
    const places: number[] = [];
    for (let column = 0; column < this.#versions.length; column++) {
      this.#kernel.prepare(this.#header, this.#target, this.#versions.subarray(column, column + 1));
      for (const row of this.#scanAll(nonce, count)) {
        places.push(row < count ? row * this.#versions.length + column : NOWHERE);
      }
    }
    this.#places = Uint32Array.from(places).sort();
    return count;
  }

  get candidateCount(): number {
    return this.#places.length;
  }

  candidates(): Uint32Array {
    return this.#places;
  }

  /** Searches all the nonces with one version, however often candidates fill their room. */
  *#scanAll(nonce: number, count: number): Generator<number> {
    for (let done = 0; done < count; ) {
      const searched = this.#kernel.scan(nonce + done, count - done);
      if (searched < 1 || searched > count - done) {
        throw new Error(`The kernel searched ${searched} of ${count - done} nonces`);
      }
      for (const row of this.#found()) yield row < searched ? done + row : NOWHERE;
      done += searched;
    }
  }

  #found(): Uint32Array {
    return this.#kernel.candidateCount === 0 ? NONE : this.#kernel.candidates();
  }
}

/** A kernel that takes any number of versions up to 16. */
export function createKernel(name: string, module: WebAssembly.Module): Kernel {
  const kernel = new WasmKernel(name, module);
  return kernel.rollsVersions ? kernel : new VersionByVersion(kernel);
}
