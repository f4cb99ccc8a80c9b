/** Marks of profit of one account, with what is stored beside them. */

import { zero } from '@spotdeck/exact'
import { type Lot, SUM_LENGTHS, quarterOf } from '@spotdeck/ledger'
import { memorySums } from '../memory-sums.ts'
import {
  packMark,
  packSums,
  packedTotals,
  storedTotalAt,
  packTrades,
  unpackMark,
  unpackSums,
  unpackTrades,
} from '../packed-sums.ts'
import { type SumTable, rollUp } from '../pnl-roll-up.ts'
import type { PnlMarks, PnlStep, StoredSums, StoredTrades, SumQuery, SumSpan } from '../port.ts'
import type { AccountRows, Row } from './database.ts'

/** Numbers of the kinds of rows in the table of sums. */
const GRAINS = { cell: 0, role: 1, all: 2 } as const
const TRADES = 3
const [QUARTER_MS, , , DAY_MS] = SUM_LENGTHS

/** Reads and writes the profit of an account. */
export function storedPnl(ledger: AccountRows): PnlMarks {
  return {
    async pnlMark(basis, before = Number.MAX_SAFE_INTEGER) {
      const sql = `SELECT m.time, m.id, m.n, m.body FROM pnl_marks m JOIN ledgers l USING (account)
        WHERE m.account = $1 AND l.pnl_basis = $2 AND m.time < $3 ORDER BY m.time DESC, m.id DESC LIMIT 1`
      const [row] = await ledger.all(sql, basis, before)
      if (row === undefined) return undefined
      const last = { time: Number(row['time']), id: String(row['id']) }
      return { last, n: Number(row['n']), mark: unpackMark(textOf(row)) }
    },
    async holdsPnl({ last, n }) {
      const sql = 'SELECT 1 FROM pnl_marks WHERE account = $1 AND time = $2 AND id = $3 AND n = $4'
      return (await ledger.all(sql, last.time, last.id, n)).length > 0
    },
    savePnl: (step) => save(ledger, step),
    pnlSums: (query, limit) => sums(ledger, query, limit),
    pnlTrades: (span, limit) => trades(ledger, span, limit),
    async pnlLots(asset, from, to) {
      const sql = `SELECT body FROM pnl_lots WHERE account = $1 AND asset = $2 AND place >= $3 AND place < $4
        ORDER BY place`
      const rows = await ledger.all(sql, asset, from, to)
      return rows.map((row) => JSON.parse(textOf(row)) as Lot)
    },
    pnlTotals: (times) => totalsAt(ledger, times),
  }
}

/** The sums that longer stretches are added up from are read first; then everything is written in one call. */
async function save(ledger: AccountRows, step: PnlStep): Promise<boolean> {
  const { basis, n, last, after, mark, quarters, totals, lots } = step
  const from = quarterOf(after?.time ?? 0)
  const until = quarterOf(last.time)
  const known = memorySums()
  const readParts = SUM_LENGTHS.map(async (lengthMs, i) => {
    for (const one of await sums(ledger, { lengthMs, grain: 'cell', ...before({ from, until }, SUM_LENGTHS[i + 1]) }))
      known.put({ grain: 'cell', lengthMs }, one)
  })
  const ofTrades = { lengthMs: QUARTER_MS, ...before({ from, until }, DAY_MS) }
  const [quarterTrades] = await Promise.all([trades(ledger, ofTrades), ...readParts])
  for (const one of quarterTrades) known.putTrades(QUARTER_MS, one)
  const changes = new SumChanges(known)
  rollUp(changes, { after, last, quarters })
  const document = JSON.stringify({
    ...{ basis, n, ...last, from: after?.time ?? 0, mark: packMark(mark) },
    removed: changes.removed,
    sums: [...changes.rows.values()],
    totals: packedTotals(totals),
    lots: lots.map(({ asset, place, lot }) => ({ asset, place, body: JSON.stringify(lot) })),
  })
  const [answer] = await ledger.write('SELECT save_pnl($1, $2, $3) AS saved', document)
  return answer?.['saved'] === true
}

/** The part of a longer stretch before the quarter hours of a step, where the step completes it; nothing otherwise. */
function before({ from, until }: { readonly from: number; readonly until: number }, longerMs: number | undefined) {
  if (longerMs === undefined) return { from, to: from }
  const start = Math.floor(from / longerMs) * longerMs
  return { from: until >= start + longerMs ? start : from, to: from }
}

type SumRow = { readonly length: number; readonly kind: number; readonly time: number; readonly body: string }

/** A table of sums in memory, and what is changed in it. */
class SumChanges implements SumTable {
  readonly removed: { readonly length: number; readonly from: number; readonly to: number }[] = []
  readonly rows = new Map<string, SumRow>()
  readonly #table: SumTable

  constructor(table: SumTable) {
    this.#table = table
  }

  remove(span: SumSpan): void {
    this.removed.push({ length: span.lengthMs, from: span.from, to: span.to })
    this.#table.remove(span)
  }

  put(of: Pick<SumQuery, 'grain' | 'lengthMs'>, stretch: StoredSums): void {
    this.#add({ length: of.lengthMs, kind: GRAINS[of.grain], time: stretch.time, body: packSums(stretch.sums) })
    this.#table.put(of, stretch)
  }

  putTrades(length: number, stretch: StoredTrades): void {
    this.#add({ length, kind: TRADES, time: stretch.time, body: packTrades(stretch.trades) })
    this.#table.putTrades(length, stretch)
  }

  sums(query: SumQuery, limit?: number): readonly StoredSums[] {
    return this.#table.sums(query, limit)
  }

  trades(span: SumSpan, limit?: number): readonly StoredTrades[] {
    return this.#table.trades(span, limit)
  }

  #add(row: SumRow): void {
    this.rows.set(`${row.length} ${row.kind} ${row.time}`, row)
  }
}

async function sums(ledger: AccountRows, query: SumQuery, limit?: number): Promise<readonly StoredSums[]> {
  const rows = await sumRows(ledger, query, { kind: GRAINS[query.grain], limit })
  return rows.map((row) => {
    const time = Number(row['time'])
    return { time, sums: unpackSums(textOf(row), time, query.only) }
  })
}

async function trades(ledger: AccountRows, span: SumSpan, limit?: number): Promise<readonly StoredTrades[]> {
  const rows = await sumRows(ledger, span, { kind: TRADES, limit })
  return rows.map((row) => ({ time: Number(row['time']), trades: unpackTrades(textOf(row)) }))
}

function sumRows(
  ledger: AccountRows,
  { lengthMs, from, to }: SumSpan,
  { kind, limit }: { readonly kind: number; readonly limit: number | undefined },
): Promise<readonly Row[]> {
  const sql = `SELECT time, body FROM pnl_sums WHERE account = $1 AND length = $2 AND kind = $3 AND time >= $4 AND time < $5
    ORDER BY time LIMIT $6`
  return ledger.all(sql, lengthMs, kind, from, to, limit ?? null)
}

/** A row has the totals of a step, from the mark before on: each is read once. */
async function totalsAt(ledger: AccountRows, times: readonly number[]): ReturnType<PnlMarks['pnlTotals']> {
  const sql = `SELECT first.time FROM unnest($2::bigint[]) WITH ORDINALITY AS asked(time, place)
    LEFT JOIN LATERAL (SELECT t.time FROM pnl_totals t WHERE t.account = $1 AND t.time <= asked.time
      ORDER BY t.time DESC LIMIT 1) first ON true ORDER BY asked.place`
  const firsts = (await ledger.all(sql, times)).map((row) => row['time'])
  const rows = await ledger.all('SELECT time, realized FROM pnl_totals WHERE account = $1 AND time = ANY($2)', [
    ...new Set(firsts.filter((first) => first !== null)),
  ])
  const steps = new Map(rows.map((row) => [row['time'], String(row['realized'])]))
  return times.map((time, i) => storedTotalAt(steps.get(firsts[i]) ?? ';', Number(firsts[i]), time) ?? zero<'USDT'>())
}

const textOf = ({ body }: Row): string => String(body)
