/** Text in bytes, both ways, by what Node and browsers have as globals: no package of types speaks for both. */

type Latin1Slice = (this: Uint8Array, start: number, end: number) => string

declare const TextDecoder: new (
  encoding: string,
  options?: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const globalThis: { readonly Buffer?: { readonly prototype: { readonly latin1Slice?: Latin1Slice } } }

/** Throws on what is not UTF-8. */
export const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Encodes text as UTF-8; shared by all writers. */
export const utf8Encoder = new TextEncoder()

/** One byte, one character; right for ASCII alone. Node's own way costs a fifth of the one that browsers have too. */
export const latin1 = latin1Reader(globalThis.Buffer?.prototype.latin1Slice)

function latin1Reader(slice: Latin1Slice | undefined): (bytes: Uint8Array) => string {
  if (slice !== undefined) return (bytes) => slice.call(bytes, 0, bytes.length)
  const decoder = new TextDecoder('latin1')
  return (bytes) => decoder.decode(bytes)
}
