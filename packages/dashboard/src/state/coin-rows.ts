/** Rows of the table of results by coin. */

import type { PnlReport } from '@spotdeck/api'
import { add, decimal } from '@spotdeck/exact'

type CoinResult = NonNullable<PnlReport['assets']>[number]

/** Result of one coin in USDT, exact text; `unrealised` and `total` are absent where price or cost is not known. */
export type CoinRow = Pick<CoinResult, 'count' | 'fees' | 'total'> & {
  readonly key: string
  /** By its trades, after fees, and by what left the account. */
  readonly realised: string
  readonly unrealised: string | undefined
}

/** The row of a coin. */
export function coinRow({ asset, count, fees, realized, realizedByFlows, unrealized, total }: CoinResult): CoinRow {
  const realised = add(decimal<'USDT'>(realized), decimal<'USDT'>(realizedByFlows))
  return { key: asset, count, fees, realised, unrealised: unrealized, total }
}
