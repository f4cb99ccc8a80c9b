/** Lists that a sentence opens: items, rows of a table, lines of names, under headings such as the zones of the exchange. */

import { interfacesIn } from './interfaces.ts'
import { type MarketIndex, namesIn } from './markets.ts'
import { timesIn } from './moments.ts'
import type { Block } from './page-text.ts'
import { type Act, isExempt, sayingsOf } from './wording.ts'

/** Names of a list by the time of their row, in ms; `undefined` for rows without a time. */
export type Listed = {
  readonly byTime: ReadonlyMap<number | undefined, readonly string[]>
  readonly unread: readonly string[]
  /** Index of the first block after the list. */
  readonly next: number
}

/** A line between the parts of a list that names no market. */
const LABEL =
  /zone|區|区|\bboard\b|sector|group|batch|\bspot\b|\bpairs?\b|symbols?|tokens?|endpoints?|交易對|交易对|\bno\.?$|編號|序號|^[\W\d]{0,6}$/iu
const ASIDE = /\bhot\b|popular|recommend|related|\bnew\b|\btop\b|gainer|trend|\bother\b|熱門|相關|其他/iu
const MAX_LABEL = 60
const COLUMN = /pair|symbol|market|token|coin|address|endpoint|path|interface|交易對|交易对|幣|币|接口|位址|地址|端點/iu
const DATED = /^.{0,30}?(?:time|date|effective|when|period|duration|schedule|window|時間|时间|日期)[^:：]{0,30}[:：]/iu
const OF_TRANSFERS = /withdraw|deposit|提領|提幣|提现|充值/iu

/** Reads the list that begins at a block; `undefined` where none does. */
export function listAt(blocks: readonly Block[], from: number, { act, index }: ListRules): Listed | undefined {
  const byTime = new Map<number | undefined, string[]>()
  const unread: string[] = []
  let column: number | undefined
  let next = from
  let linksUntil = from
  for (let at = from; at < blocks.length; at += 1) {
    const block = blocks[at]
    if (block === undefined) break
    if (at >= linksUntil) {
      const links = linksAt(blocks, at)
      linksUntil = at + links.length
      if (links.some(({ text }) => namesIn(text, index, { isList: true }).symbols.length === 0)) {
        at = linksUntil - 1
        continue
      }
    }
    if (block.kind !== 'row' && sayingsOf(block.text).length > 0) break
    const isTable = block.kind === 'row'
    const cell = isTable && column !== undefined ? block.cells[column] : undefined
    const found = namedIn(cell ?? block.text, act, index)
    unread.push(...found.unread)
    if (found.names.length > 0) {
      if (!isTable && !isOnlyNames(found.masked)) break
      next = at + 1
      if (isExempt(isTable ? namedIn(block.text, act, index).masked : found.masked)) continue
      const [time] = timesIn(block.text).moments
      byTime.set(time, [...(byTime.get(time) ?? []), ...found.names])
      continue
    }
    if (isTable) column = columnOf(block) ?? column
    else if (!isDated(block.text) && !isLabel(block.text) && found.unread.length === 0) break
  }
  return byTime.size === 0 ? undefined : { byTime, unread, next }
}

/** Act for which a list is read, and the markets that it may name. */
export type ListRules = { readonly act: Act; readonly index: MarketIndex }

type Found = { readonly names: readonly string[]; readonly unread: readonly string[]; readonly masked: string }

function namedIn(text: string, act: Act, index: MarketIndex): Found {
  if (act !== 'endpoint-retired') {
    const { symbols, unread, masked } = namesIn(text, index, { isList: true, hasCoins: act === 'delisted' })
    return { names: symbols, unread, masked }
  }
  const { addresses, versions } = interfacesIn(text)
  // What follows in a line is its successor.
  const names = [...addresses, ...versions].slice(0, 1)
  return { names, unread: [], masked: names.length === 0 ? text : '' }
}

/** Time of a line that gives nothing else, such as "Effective time: …"; `undefined` for others. */
export function labelledTimes(text: string): readonly number[] {
  return isDated(text) ? timesIn(text).moments : []
}

const isDated = (text: string): boolean => DATED.test(text) && !OF_TRANSFERS.test(text)

const isLabel = (text: string): boolean =>
  text.length <= MAX_LABEL && LABEL.test(text) && !ASIDE.test(text) && !isExempt(text)

/** True for a line of names with at most a few words beside them. */
function isOnlyNames(masked: string): boolean {
  const beside = masked.replace(/\([^)]*\)|（[^）]*）/g, '').match(/\p{L}{2,}/gu) ?? []
  return beside.length <= 3 + (timesIn(masked).moments.length > 0 ? 4 : 0) && !ASIDE.test(masked)
}

function columnOf({ cells }: Block): number | undefined {
  const at = cells.findIndex((cell) => COLUMN.test(cell))
  return at < 0 ? undefined : at
}

/** Run of items that are links: a menu where not all of them name a market. */
function linksAt(blocks: readonly Block[], from: number): readonly Block[] {
  let end = from
  while (blocks[end]?.kind === 'item' && blocks[end]?.isLink === true) end += 1
  return blocks.slice(from, end)
}
