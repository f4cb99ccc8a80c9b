/** Every endpoint of Spot V3 in one table: the SDK's limits, the sandbox's routes and the docs read it. */

import * as account from './account.ts'
import * as affiliate from './affiliate.ts'
import * as announcements from './announcements.ts'
import * as apiKey from './api-key.ts'
import * as cancelOrder from './cancel-order.ts'
import * as coins from './coins.ts'
import * as deposit from './deposit.ts'
import * as depth from './depth.ts'
import * as dust from './dust.ts'
import type { AnyEndpoint } from './endpoint.ts'
import * as fees from './fees.ts'
import * as klines from './klines.ts'
import * as listenKeys from './listen-keys.ts'
import * as placeOrder from './place-order.ts'
import * as queryOrder from './query-order.ts'
import * as rebate from './rebate.ts'
import * as server from './server.ts'
import * as stpGroups from './stp-groups.ts'
import * as subAccount from './sub-account.ts'
import * as subAccountTransfer from './sub-account-transfer.ts'
import * as symbols from './symbols.ts'
import * as tickers from './tickers.ts'
import * as trades from './trades.ts'
import { transfer, transferById, transferRecord, transfers, internalTransfer, internalTransfers } from './transfer.ts'
import * as withdraw from './withdraw.ts'

type Endpoints = Readonly<Record<string, AnyEndpoint>>

const MARKET: readonly Endpoints[] = [server, symbols, depth, trades, klines, tickers, announcements]
const TRADING: readonly Endpoints[] = [
  account,
  apiKey,
  placeOrder,
  cancelOrder,
  queryOrder,
  fees,
  stpGroups,
  listenKeys,
]
const TRANSFERS: Endpoints = { transfer, transfers, transferById, internalTransfer, internalTransfers, transferRecord }
const WALLET: readonly Endpoints[] = [coins, withdraw, deposit, TRANSFERS, dust]
const OTHERS: readonly Endpoints[] = [subAccount, subAccountTransfer, rebate, affiliate]

/** Every endpoint, market data first; (method, path) is unique. */
export const endpoints: readonly AnyEndpoint[] = [...MARKET, ...TRADING, ...WALLET, ...OTHERS].flatMap((group) =>
  Object.values(group),
)

const BY_ROUTE: ReadonlyMap<string, AnyEndpoint> = new Map(
  endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]),
)

/** The endpoint that serves a request; undefined for a path or method that Spot V3 does not have. */
export function endpointAt(method: string, path: string): AnyEndpoint | undefined {
  return BY_ROUTE.get(`${method} ${path}`)
}
