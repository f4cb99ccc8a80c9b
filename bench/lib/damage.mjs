// Frames as a bad line, a bad peer or a future schema would send them: flipped, cut, joined, repeated, or no frame at all.

/** @returns {Uint8Array} a damaged copy of one of `frames`, or random bytes */
export function damaged(frames, random) {
  const below = (limit) => Math.floor(random.next() * limit)
  const pick = () => frames[below(frames.length)]
  const way = below(8)
  if (way === 0) return Uint8Array.from({ length: below(64) }, () => below(256))
  const copy = Uint8Array.from(pick())
  if (way === 1) return copy.subarray(0, below(copy.length + 1))
  if (way === 2) return joined(copy, pick())
  if (way === 3) return insert(copy, below(copy.length), below(256))
  const changes = 1 + below(way === 4 ? 1 : 6)
  for (let n = 0; n < changes; n++) {
    const at = below(copy.length)
    copy[at] = way === 5 ? copy[at] ^ (1 << below(8)) : below(256)
  }
  return copy
}

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function insert(bytes, at, value) {
  const longer = new Uint8Array(bytes.length + 1)
  longer.set(bytes.subarray(0, at))
  longer[at] = value
  longer.set(bytes.subarray(at), at + 1)
  return longer
}
