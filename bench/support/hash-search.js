/**
 * A search as one writes it around a library's SHA-256: the nonce into the header, both hashes, the comparison with the
 * target, its top word first. Nothing is allocated here, and the hash never becomes hex or a bigint.
 * @param {(header: Uint8Array) => Uint8Array} doubleHash
 * @param {Uint8Array} header76
 * @param {Uint8Array} target big-endian
 */
export function searchWith(doubleHash, header76, target) {
  const header = new Uint8Array(80);
  header.set(header76);
  const view = new DataView(header.buffer);
  const targetTop = new DataView(target.buffer, target.byteOffset).getUint32(0);

  /** @param {Uint8Array} hash little-endian */
  function isMetBy(hash) {
    for (let at = 0; at < 32; at++) {
      const ours = hash[31 - at] ?? 0;
      const limit = target[at] ?? 0;
      if (ours !== limit) return ours < limit;
    }
    return true;
  }

  /**
   * @param {number} nonce
   * @param {number} count
   */
  return (nonce, count) => {
    /** @type {number[]} */
    const found = [];
    for (let candidate = nonce; candidate < nonce + count; candidate++) {
      view.setUint32(76, candidate, true);
      const hash = doubleHash(header);
      const top =
        ((hash[31] ?? 0) << 24) | ((hash[30] ?? 0) << 16) | ((hash[29] ?? 0) << 8) | (hash[28] ?? 0);
      if (top >>> 0 <= targetTop && isMetBy(hash)) found.push(candidate);
    }
    return found;
  };
}
