/**
 * A bound on what a frame may cost: two bytes make an empty list item or an unknown field, and each becomes an object.
 * Small frames cannot hold enough of them to matter, so only large ones are counted before they are decoded.
 */

/** Frames up to this size are decoded without counting. */
export const FIELDS_CHECKED_FROM_BYTES = 256 * 1024
/** The most fields one frame may hold, over all levels of nesting. */
export const MAX_FIELDS = 250_000
/** The wrapper, its body, the items of the body; below them stands text. */
const ITEM_DEPTH = 3
/** The one body whose items have items: publicIncreaseDepthsBatch. */
const NESTED_BODY = 312

/** True when `bytes` hold more than `limit` fields. What is no message counts nothing: the decoder says so better. */
export function fieldsExceed(bytes: Uint8Array, limit: number): boolean {
  return count(bytes, { start: 0, end: bytes.length, below: ITEM_DEPTH - 1 }, limit) > limit
}

/** `below`: how many levels under this one are messages too. */
type Span = { readonly start: number; readonly end: number; readonly below: number }

function count(bytes: Uint8Array, span: Span, limit: number): number {
  let fields = 0
  let at = span.start
  while (at < span.end && fields <= limit) {
    fields++
    const tag = varint(bytes, at, span.end)
    if (tag === undefined) return fields
    at = tag.next
    const wireType = tag.value & 7
    if (wireType === 1) at += 8
    else if (wireType === 5) at += 4
    else if (wireType === 0) at = varint(bytes, at, span.end)?.next ?? span.end
    else if (wireType === 2) {
      const length = varint(bytes, at, span.end)
      if (length === undefined || length.next + length.value > span.end) return fields
      at = length.next + length.value
      if (span.below > 0 && length.value > 1) {
        const below = Math.floor(tag.value / 8) === NESTED_BODY ? span.below : span.below - 1
        fields += count(bytes, { start: length.next, end: at, below }, limit - fields)
      }
    }
  }
  return fields
}

function varint(bytes: Uint8Array, start: number, end: number): { value: number; next: number } | undefined {
  let value = 0
  for (let i = 0; i < 10 && start + i < end; i++) {
    const byte = bytes[start + i] ?? 0
    value += (byte & 127) * 2 ** (7 * i)
    if (byte < 128) return { value, next: start + i + 1 }
  }
  return undefined
}
