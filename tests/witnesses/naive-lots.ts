/**
 * Realized lots worked out a second time, as naively as can be: whole fractions of BigInts, arrays that are sorted anew for every
 * sale, no code of the ledger. It never rounds, so it agrees with a rounded figure up to the rounding.
 */

/** A fraction: `over` is positive. */
export type Fraction = { readonly above: bigint; readonly over: bigint }

/** A deal or a flow; amounts are decimal text, `at` is in ms. Worths are USDT for one unit. */
export type NaiveEntry =
  | {
      readonly what: 'deal'
      readonly at: number
      readonly id: string
      readonly base: string
      readonly quote: string
      readonly buys: boolean
      readonly quantity: string
      readonly quoteQuantity: string
      readonly quoteWorth?: string | undefined
      readonly fee: string
      readonly feeAsset: string
      readonly feeWorth?: string | undefined
    }
  | {
      readonly what: 'flow'
      readonly at: number
      readonly id: string
      readonly asset: string
      readonly change: string
      readonly worth?: string | undefined
    }

/** A row of the witness; what is not known is `undefined`. */
export type NaiveRow = {
  readonly id: string
  readonly kind: 'sale' | 'fee' | 'flow'
  readonly asset: string
  quantity?: Fraction | undefined
  from: string
  cost?: Fraction | undefined
  proceeds?: Fraction | undefined
  fee?: Fraction | undefined
  gain?: Fraction | undefined
}

/** Reads decimal text. */
export function fraction(text: string): Fraction {
  const [whole = '0', digits = ''] = text.split('.')
  return { above: BigInt(whole + digits), over: 10n ** BigInt(digits.length) }
}
const NONE: Fraction = { above: 0n, over: 1n }
const plus = (a: Fraction, b: Fraction): Fraction => ({
  above: a.above * b.over + b.above * a.over,
  over: a.over * b.over,
})
const less = (a: Fraction, b: Fraction): Fraction => plus(a, { above: -b.above, over: b.over })
const times = (a: Fraction, b: Fraction): Fraction => ({ above: a.above * b.above, over: a.over * b.over })
function by(a: Fraction, b: Fraction): Fraction {
  const sign = b.above < 0n ? -1n : 1n
  return { above: sign * a.above * b.over, over: sign * a.over * b.above }
}
const signOf = ({ above }: Fraction): number => (above > 0n ? 1 : above < 0n ? -1 : 0)
const smaller = (a: Fraction, b: Fraction): Fraction => (signOf(less(a, b)) <= 0 ? a : b)

/** Absolute difference below 1e-8: the 18th digit of a quantity, at a price of up to 2e7 USDT for one unit, over some dozens of sales. */
export function agrees(a: Fraction, b: Fraction): boolean {
  const { above, over } = less(a, b)
  return (above < 0n ? -above : above) * 10n ** 8n < over
}

/** Sum of fractions. */
export const total = (all: readonly (Fraction | undefined)[]): Fraction =>
  all.reduce<Fraction>((sum, one) => (one === undefined ? sum : shortened(plus(sum, one))), NONE)

function shortened({ above, over }: Fraction): Fraction {
  let [a, b] = [above < 0n ? -above : above, over]
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? NONE : { above: above / a, over: over / a }
}

type Lot = { from: string; quantity: Fraction; cost: Fraction; known: boolean; readonly unit: Fraction }
type Open = { readonly row: NaiveRow; readonly second: number; readonly asset: string }

/** Works the rows of all entries out; entries are in order. */
export function naiveLots(
  openings: readonly { readonly asset: string; readonly quantity: string; readonly worth?: string | undefined }[],
  entries: readonly NaiveEntry[],
  method: 'fifo' | 'average' | 'hifo',
): readonly NaiveRow[] {
  const held = new Map<string, Lot[]>()
  const groups: NaiveRow[][] = []
  let open: Open[] = []

  const put = (asset: string, from: string, quantity: Fraction, cost: Fraction, known: boolean): void => {
    if (asset === 'USDT' || signOf(quantity) === 0) return
    const lots = held.get(asset) ?? []
    lots.push({ from, quantity, cost, known, unit: by(cost, quantity) })
    held.set(asset, lots)
  }

  /** Known lots first in each answer; `part` of each. */
  const take = (asset: string, wanted: Fraction): readonly Lot[] => {
    const lots = held.get(asset) ?? []
    const all = total(lots.map(({ quantity }) => quantity))
    let left = smaller(wanted, all)
    if (signOf(left) <= 0) return []
    if (method === 'average') {
      const share = by(left, all)
      const sums = [true, false].map((known) => {
        const same = lots.filter((lot) => lot.known === known)
        return {
          known,
          quantity: total(same.map(({ quantity }) => quantity)),
          cost: total(same.map(({ cost }) => cost)),
        }
      })
      const remaining = by(less(all, left), all)
      held.set(
        asset,
        sums
          .map((sum) => ({
            from: 'pool',
            known: sum.known,
            unit: NONE,
            quantity: shortened(times(sum.quantity, remaining)),
            cost: shortened(times(sum.cost, remaining)),
          }))
          .filter(({ quantity }) => signOf(quantity) > 0),
      )
      return sums
        .filter(({ quantity }) => signOf(quantity) > 0)
        .map((sum) => ({
          from: 'pool',
          known: sum.known,
          unit: NONE,
          quantity: shortened(times(sum.quantity, share)),
          cost: shortened(times(sum.cost, share)),
        }))
    }
    const order = [...lots]
    // A stable sort leaves equal ones in the order in which they came.
    if (method === 'hifo')
      order.sort((a, b) => (a.known !== b.known ? (a.known ? -1 : 1) : a.known ? signOf(less(b.unit, a.unit)) : 0))
    const taken: Lot[] = []
    for (const lot of order) {
      if (signOf(left) === 0) break
      const quantity = smaller(lot.quantity, left)
      const cost = shortened(times(lot.cost, by(quantity, lot.quantity)))
      taken.push({ ...lot, quantity, cost })
      lot.quantity = shortened(less(lot.quantity, quantity))
      lot.cost = shortened(less(lot.cost, cost))
      left = shortened(less(left, quantity))
    }
    held.set(
      asset,
      lots.filter(({ quantity }) => signOf(quantity) > 0),
    )
    return [...taken.filter(({ known }) => known), ...taken.filter(({ known }) => !known)]
  }

  /** Rows of one disposal, and whether all of its cost is known, and how much of it. */
  const dispose = (
    about: Pick<NaiveRow, 'id' | 'kind' | 'asset'>,
    quantity: Fraction,
    worth: Fraction | undefined,
  ): { rows: NaiveRow[]; known: boolean; cost: Fraction; beyond: Fraction } => {
    const lots = take(about.asset, quantity)
    const beyond = shortened(less(quantity, total(lots.map((lot) => lot.quantity))))
    const proceedsOf = (part: Fraction) => worth && shortened(times(worth, by(part, quantity)))
    const rows = lots.map((lot): NaiveRow => {
      const proceeds = proceedsOf(lot.quantity)
      const cost = lot.known ? lot.cost : undefined
      const gain = lossOrGain(about.kind, lot, proceeds)
      return { ...about, quantity: lot.quantity, from: lot.from, cost, proceeds, gain }
    })
    if (signOf(beyond) > 0) rows.push({ ...about, quantity: beyond, from: 'unknown', proceeds: proceedsOf(beyond) })
    const known = signOf(beyond) === 0 && lots.every((lot) => lot.known)
    return { rows, known, cost: total(lots.map((lot) => lot.cost)), beyond }
  }

  const buy = (
    asset: string,
    second: number,
    lot: { from: string; quantity: Fraction; cost: Fraction; known: boolean },
  ) => {
    let { quantity, cost } = lot
    if (lot.known)
      for (const one of open.filter((other) => other.asset === asset && other.second === second)) {
        const wanted = one.row.quantity ?? NONE
        const part = smaller(wanted, quantity)
        if (signOf(part) <= 0) continue
        const partCost = shortened(times(cost, by(part, quantity)))
        const proceeds = one.row.proceeds && shortened(times(one.row.proceeds, by(part, wanted)))
        const left = less(wanted, part)
        open = open.filter((other) => other !== one)
        if (signOf(left) > 0) {
          const rest: NaiveRow = {
            ...one.row,
            quantity: shortened(left),
            proceeds: one.row.proceeds && proceeds && shortened(less(one.row.proceeds, proceeds)),
          }
          const group = groups.find((rows) => rows.includes(one.row))
          group?.splice(group.indexOf(one.row) + 1, 0, rest)
          open = [{ ...one, row: rest }, ...open]
        }
        Object.assign(one.row, { quantity: part, from: lot.from, cost: partCost, proceeds })
        one.row.gain = proceeds && shortened(less(proceeds, partCost))
        quantity = shortened(less(quantity, part))
        cost = shortened(less(cost, partCost))
      }
    put(asset, lot.from, quantity, cost, lot.known)
  }

  for (const { asset, quantity, worth } of openings)
    put(asset, 'opening', fraction(quantity), times(fraction(quantity), fraction(worth ?? '0')), worth !== undefined)

  const fees: { readonly group: NaiveRow[]; readonly entry: Extract<NaiveEntry, { what: 'deal' }> }[] = []
  for (const entry of entries) {
    const group: NaiveRow[] = []
    groups.push(group)
    const second = Math.floor(entry.at / 1_000)
    open = open.filter((one) => one.second === second)
    if (entry.what === 'flow') {
      const amount = fraction(entry.change)
      const worth = entry.worth === undefined ? undefined : fraction(entry.worth)
      if (entry.asset === 'USDT') continue
      if (signOf(amount) > 0)
        put(entry.asset, entry.id, amount, worth ? times(amount, worth) : NONE, worth !== undefined)
      else {
        const size = less(NONE, amount)
        group.push(
          ...dispose({ id: entry.id, kind: 'flow', asset: entry.asset }, size, worth && times(size, worth)).rows,
        )
      }
      continue
    }
    const [base, quote] = [fraction(entry.quantity), fraction(entry.quoteQuantity)]
    const unit =
      entry.quote === 'USDT' ? fraction('1') : entry.quoteWorth === undefined ? undefined : fraction(entry.quoteWorth)
    const worth = unit && times(quote, unit)
    const [given, size] = entry.buys ? [entry.quote, quote] : [entry.base, base]
    const [got, amount] = entry.buys ? [entry.base, base] : [entry.quote, quote]
    let paid: { cost: Fraction; known: boolean } = { cost: worth ?? NONE, known: worth !== undefined }
    if (given !== 'USDT') {
      const out = dispose({ id: entry.id, kind: 'sale', asset: given }, size, worth)
      group.push(...out.rows)
      const last = group.at(-1)
      if (worth !== undefined && signOf(out.beyond) > 0 && last) open.push({ row: last, second, asset: given })
      if (worth === undefined) paid = { cost: out.cost, known: out.known }
    }
    if (got !== 'USDT') buy(got, second, { from: entry.id, quantity: amount, ...paid })
    const fee = fraction(entry.fee)
    const feeUnit =
      entry.feeAsset === 'USDT' ? fraction('1') : entry.feeWorth === undefined ? undefined : fraction(entry.feeWorth)
    if (signOf(fee) > 0 && entry.feeAsset !== 'USDT')
      group.push(
        ...dispose({ id: entry.id, kind: 'fee', asset: entry.feeAsset }, fee, feeUnit && times(fee, feeUnit)).rows,
      )
    if (signOf(fee) < 0) {
      const back = less(NONE, fee)
      put(entry.feeAsset, entry.id, back, feeUnit ? times(back, feeUnit) : NONE, feeUnit !== undefined)
    }
    if (signOf(fee) !== 0) fees.push({ group, entry })
  }
  for (const { group, entry } of fees) chargeFee(group, entry)
  return groups.flat()
}

function lossOrGain(kind: NaiveRow['kind'], lot: Lot, proceeds: Fraction | undefined): Fraction | undefined {
  if (proceeds !== undefined) return lot.known ? shortened(less(proceeds, lot.cost)) : undefined
  if (kind !== 'fee') return undefined
  return lot.known || signOf(lot.cost) !== 0 ? less(NONE, lot.cost) : undefined
}

function chargeFee(group: NaiveRow[], entry: Extract<NaiveEntry, { what: 'deal' }>): void {
  const unit =
    entry.feeAsset === 'USDT' ? fraction('1') : entry.feeWorth === undefined ? undefined : fraction(entry.feeWorth)
  const value = unit && times(fraction(entry.fee), unit)
  const known = group.filter(({ gain }) => gain !== undefined)
  const sales = known.filter(({ kind }) => kind === 'sale')
  const bearers = sales.length > 0 ? sales : known.filter(({ kind }) => kind === 'fee')
  if (bearers.length === 0) {
    group.push({
      id: entry.id,
      kind: 'fee',
      asset: entry.feeAsset,
      from: 'none',
      fee: value,
      gain: value && less(NONE, value),
    })
    return
  }
  if (value === undefined) return
  const whole = total(bearers.map(({ quantity }) => quantity))
  for (const row of bearers) {
    row.fee = shortened(times(value, by(row.quantity ?? NONE, whole)))
    row.gain = row.gain && shortened(less(row.gain, row.fee))
  }
}
