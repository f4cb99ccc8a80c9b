/** Text in bytes, both ways, by what Node and browsers alike have as globals: no package of types speaks for both. */

declare const TextDecoder: new (
  encoding: string,
  options?: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/** One byte, one character; right for ASCII alone. */
export const latin1 = new TextDecoder('latin1')
/** Throws on what is not UTF-8. */
export const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
export const utf8Encoder = new TextEncoder()
