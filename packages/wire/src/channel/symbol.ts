/** The grammar of a symbol in a channel. */

/**
 * MEXC: symbols are upper case without separator, and some hold letters beyond ASCII. Lower-case ASCII is refused;
 * `@`, `,`, brackets and white space would break the channel's own grammar.
 */
const SYMBOL = /^[^a-z@,[\]\s\p{C}]{1,64}$/u

/** A symbol as MEXC writes it: `BTC/USDT` is `BTCUSDT`. */
export const plainSymbol = (symbol: string): string => symbol.replace('/', '')

/** Returns whether the text can be a symbol in a channel; not whether MEXC lists it. */
export function isChannelSymbol(text: string): boolean {
  return SYMBOL.test(text)
}
