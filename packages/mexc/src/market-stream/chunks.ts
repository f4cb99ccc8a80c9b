/** Channels -> requests: few enough and short enough that MEXC takes each of them. */

/** MEXC: larger requests have worked, these sizes always have. */
const MAX_CHANNELS = 10
const MAX_BYTES = 1_000
/** Bytes of a request besides its list of channels, with a long id. */
const FRAME_BYTES = 64

const encoder = new TextEncoder()

/** In the given order; a single channel longer than the limit goes alone. */
export function requestChunks(channels: readonly string[]): readonly (readonly string[])[] {
  const chunks: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const channel of channels) {
    const size = encoder.encode(channel).length + 3
    const last = chunks.at(-1)
    if (last === undefined || last.length >= MAX_CHANNELS || bytes + size > MAX_BYTES) {
      chunks.push([channel])
      bytes = FRAME_BYTES + size
    } else {
      last.push(channel)
      bytes += size
    }
  }
  return chunks
}
