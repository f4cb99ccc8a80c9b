/** Every endpoint of Spot V3 in one table: the SDK's limits, the sandbox's routes and the docs read it. */

import * as account from './account/account.ts'
import * as affiliate from './account/affiliate.ts'
import * as announcements from './market/announcements.ts'
import * as apiKey from './account/api-key.ts'
import * as cancelOrder from './orders/cancel-order.ts'
import * as coins from './wallet/coins.ts'
import * as deposit from './wallet/deposit.ts'
import * as depth from './market/depth.ts'
import * as dust from './wallet/dust.ts'
import type { AnyEndpoint } from './endpoint.ts'
import * as fees from './account/fees.ts'
import * as klines from './market/klines.ts'
import * as listenKeys from './account/listen-keys.ts'
import * as placeOrder from './orders/place-order.ts'
import * as queryOrder from './orders/query-order.ts'
import * as rebate from './account/rebate.ts'
import * as server from './market/server.ts'
import * as stpGroups from './orders/stp-groups.ts'
import * as subAccount from './account/sub-account.ts'
import * as subAccountTransfer from './account/sub-account-transfer.ts'
import * as symbols from './market/symbols.ts'
import * as tickers from './market/tickers.ts'
import * as trades from './market/trades.ts'
import {
  transfer,
  transferById,
  transferRecord,
  transfers,
  internalTransfer,
  internalTransfers,
} from './wallet/transfer.ts'
import * as withdraw from './wallet/withdraw.ts'

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
