/** Names of markets in a text, matched against the exchange's own list of them. */

/** A market of the exchange's list. */
export type ListedMarket = { readonly symbol: string; readonly baseAsset: string; readonly quoteAsset: string }

/** Markets that a text may name, by their spellings. */
export type MarketIndex = {
  /** Symbol by the symbol in capitals. */
  readonly symbols: ReadonlyMap<string, string>
  /** Symbols by their base asset in capitals. */
  readonly byBase: ReadonlyMap<string, readonly string[]>
}

/** Markets named in a text. */
export type Named = {
  /** Symbols in the order of the text, repeats included. */
  readonly symbols: readonly string[]
  /** Names with the form of a market that could not be resolved. */
  readonly unread: readonly string[]
  /** The text with each name replaced by `¤`. */
  readonly masked: string
}

/** Rules for a text: a list may have names of any letters, a text on coins may name coins. */
export type NameRules = { readonly isList?: boolean; readonly hasCoins?: boolean }

const MAX_NAMES = 2_000
const QUOTES = 'USDT|USDC|USD1|USDE|BTC|ETH|EUR|BRL|MX'
const LETTER = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}$`
/** Scripts without spaces between words: where a name begins is told by the list alone. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`
const AFTER = `(?![${LETTER}/_-])`
/** In this order: `SOL/USDT`, `SOL-USDT`; `龍貓/USDT`, `龍貓USDT`; `SOLUSDT` or a coin. */
const NAME = new RegExp(
  `(?<![${LETTER}\\p{S}/_-])(?<base>[${LETTER}]{1,30})(?<mark> ?[/_／] ?|-)(?<quote>${QUOTES})${AFTER}|` +
    `(?<run>[${UNSPACED}${LETTER}]{0,29}[${UNSPACED}])(?<join> ?[/_／] ?)?(?<of>${QUOTES})${AFTER}|` +
    `(?<![${LETTER}\\p{S}/_.-])(?<word>[${LETTER}]{2,40})${AFTER}`,
  'giu',
)
/** Has the form of a market, whatever its letters are. */
const FORMED = /[^\s,，、;；:：()¤]{1,40}[/_／]USD[TC]\b/giu
const NETWORK = /^(?:ERC|TRC|BEP|BRC)-?\d+$|^SPL$/i
const IS_QUOTE = new RegExp(`^(?:${QUOTES})$`)

/** Returns the index of a list of markets; an empty list matches by form alone. */
export function indexMarkets(markets: readonly ListedMarket[]): MarketIndex {
  const byBase = new Map<string, string[]>()
  for (const { symbol, baseAsset } of markets) {
    const base = baseAsset.toUpperCase()
    byBase.set(base, [...(byBase.get(base) ?? []), symbol])
  }
  return { symbols: new Map(markets.map(({ symbol }) => [symbol.toUpperCase(), symbol])), byBase }
}

/** Returns the markets that a text names. */
export function namesIn(text: string, index: MarketIndex, rules: NameRules = {}): Named {
  const symbols: string[] = []
  const unread: string[] = []
  const coins = { ...rules, hasCoins: rules.hasCoins === true && (rules.isList === true || !isShouted(text)) }
  const masked = text.replace(NAME, (written: string, ...rest: unknown[]) => {
    if (symbols.length >= MAX_NAMES) return written
    const found = resolve(rest.at(-1) as Parts, index, coins)
    if (found === 'unread') unread.push(written)
    if (typeof found !== 'object') return written
    symbols.push(...found.symbols.slice(0, MAX_NAMES - symbols.length))
    return `${found.before ?? ''}¤`
  })
  unread.push(...(masked.match(FORMED)?.filter((written) => !unread.some((known) => written.includes(known))) ?? []))
  return { symbols, unread, masked }
}

type Parts = Readonly<Partial<Record<'base' | 'mark' | 'quote' | 'run' | 'join' | 'of' | 'word', string>>>
/** Symbols of a name, and the text before it where no space tells them apart. */
type Resolved = { readonly symbols: readonly string[]; readonly before?: string }

function resolve(parts: Parts, index: MarketIndex, { isList, hasCoins }: NameRules): Resolved | 'unread' | undefined {
  const { base, mark = '', quote, run, join, of, word } = parts
  const one = (symbol: string): Resolved => ({ symbols: [symbol] })
  const listed = (name: string): string | undefined => index.symbols.get(name.toUpperCase())
  if (base !== undefined && quote !== undefined) {
    const symbol = listed(base + quote)
    if (symbol !== undefined) return one(symbol)
    if (mark !== '-') return one((base + quote).toUpperCase())
    if (NETWORK.test(base) || base !== base.toUpperCase()) return undefined
    return index.symbols.size === 0 ? one(base + quote.toUpperCase()) : 'unread'
  }
  if (run !== undefined && of !== undefined) {
    const letters = [...run]
    for (const at of letters.keys()) {
      const symbol = listed(letters.slice(at).join('') + of)
      if (symbol !== undefined) return { symbols: [symbol], before: letters.slice(0, at).join('') }
    }
    if (join === undefined) return isList === true ? 'unread' : undefined
    return isList === true ? one((run + of).toUpperCase()) : 'unread'
  }
  if (word === undefined || word !== word.toUpperCase() || IS_QUOTE.test(word)) return undefined
  const symbol = listed(word) ?? (/^[A-Z0-9]{2,}USD[TC]$/.test(word) ? word : undefined)
  if (symbol !== undefined) return one(symbol)
  const symbols = hasCoins === true ? index.byBase.get(word) : undefined
  return symbols === undefined ? undefined : { symbols }
}

/** True for a text in capitals, where a word is no coin. */
const isShouted = (text: string): boolean => !/\p{Ll}{3}|\p{Script=Han}/u.test(text)
