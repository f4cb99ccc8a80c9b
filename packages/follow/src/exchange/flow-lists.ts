/** Reads the exchange's lists of deposits, withdrawals and transfers. */

import type { CoverageReason } from '@spotdeck/ledger'
import { describeError, type Log } from '@spotdeck/ports'
import { isPlausibleAsset, isPlausibleTime } from '@spotdeck/wire'
import { isRefusedForGood } from '../errors.ts'
import type { Exchange, Window } from '../exchange.ts'
import { depositRow, transferRow, withdrawalRow } from './flow-rows.ts'
import type { FlowRow, FlowLists } from '../base/question.ts'

/** Reads all lists since a time. Rejects where there was no answer. */
export async function readLists(exchange: Exchange, log: Log, since: number): Promise<FlowLists> {
  const lacks = new Set<CoverageReason>()
  const rows = new Map<string, FlowRow>()
  const refused =
    <T>(otherwise: T) =>
    (error: unknown): T => {
      if (!isRefusedForGood(error)) throw error
      log.warn(describeError(error), 'flow list refused by the exchange, its flows stay unknown')
      lacks.add('LIST_REFUSED')
      return otherwise
    }
  // Pages that shift while they are read repeat a row: with the same id and another amount it is another flow.
  const take = <Row>({ rows: told, complete }: Window<Row>, read: (row: Row) => FlowRow): void => {
    if (!complete) lacks.add('LIST_UNREADABLE')
    for (const one of told) {
      const row = readable(one, read, exchange.now())
      const twin = row === undefined ? undefined : rows.get(row.flow.id)
      if (row === undefined || (twin !== undefined && twin.flow.change !== row.flow.change))
        lacks.add('LIST_UNREADABLE')
      else rows.set(row.flow.id, row)
    }
  }
  await exchange.relearnClock()
  const askedAt = exchange.now()
  take(await exchange.deposits(since).catch(refused(NOTHING)), depositRow)
  take(await exchange.withdrawals(since).catch(refused(NOTHING)), withdrawalRow)
  take(await exchange.transfers(since).catch(refused(NOTHING)), transferRow)
  if (await exchange.mayHaveMovedOtherwise(since).catch(refused(true))) lacks.add('OTHER_MOVES')
  await exchange.relearnClock()
  return { since, rows: [...rows.values()], askedAt, answeredAt: exchange.now(), lacks: [...lacks] }
}

const NOTHING: Window<never> = { rows: [], complete: true }

/** Decodes a row; `undefined` where it cannot be decoded, or is nothing that the exchange can mean. */
function readable<Row>(row: Row, read: (row: Row) => FlowRow, now: number): FlowRow | undefined {
  try {
    const found = read(row)
    const { asset, time } = found.flow
    return isPlausibleTime(time, now) && isPlausibleAsset(asset) ? found : undefined
  } catch {
    return undefined
  }
}
