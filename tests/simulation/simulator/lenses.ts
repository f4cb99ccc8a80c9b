/** Answers of REST that differ from the exchange's state: late, refused, empty or unreadable. */

import type { HttpAnswer, HttpRequest } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { Lens, SimulatedVenue } from './venue.ts'

const ACCOUNT_PATH = '/api/v3/account'
const ROW_PATHS: ReadonlySet<string> = new Set(
  ['openOrders', 'allOrders', 'myTrades', 'order'].map((name) => `/api/v3/${name}`),
)
const LISTING_PATHS: ReadonlySet<string> = new Set(['/api/v3/exchangeInfo', '/api/v3/defaultSymbols'])
/** Signed calls that read, and the listen key's. */
const REFUSED_PATHS = ['account', 'openOrders', 'allOrders', 'myTrades', 'order', 'userDataStream'] as const
const REFUSALS: readonly (readonly [status: number, code: number, msg: string])[] = [
  [400, 700003, 'Timestamp for this request is outside of the recvWindow.'],
  [400, 30000, 'suspended transaction for the symbol'],
  [400, 10007, 'bad symbol'],
  [500, 500, 'internal error'],
]

/** Reading calls are answered with the state of the account as it was `lagMs` ago. */
export function lateRest({ rules }: SimulatedVenue, lagMs: number): () => void {
  const fault = rules.faults.add({ kind: 'stale', target: {}, probability: 1, delayMs: lagMs })
  return () => void (fault !== undefined && rules.faults.remove(fault.id))
}

/** Some signed calls are refused with one of MEXC's codes. */
export function refusedCalls(which: number, seed: number): Lens {
  const random = seededRandom(`refused ${seed}`)
  const share = 0.3 + which * 0.7
  const [status, code, msg] = REFUSALS[Math.floor(seed * REFUSALS.length)] ?? [500, 500, 'internal error']
  return ({ method }, path, answer) => {
    // The exchange has done the work by now: a code that says that an order was refused would be a lie.
    if (path.endsWith('/order') && method !== 'GET') return answer
    const isRefused = REFUSED_PATHS.some((name) => path.endsWith(`/${name}`)) && random.next() < share
    return isRefused ? { ...answer, status, body: JSON.stringify({ code, msg }) } : answer
  }
}

/** All signed calls are refused: the key is unknown, or its signature does not fit. */
export function refusedKey(which: number): Lens {
  const code = which < 0.5 ? 10072 : 700002
  const body = JSON.stringify({
    code,
    msg: code === 10072 ? 'Api key info invalid' : 'Signature for this request is not valid.',
  })
  return ({ url }, _path, answer) => (url.includes('signature=') ? { ...answer, status: 400, body } : answer)
}

/** The account has no balance at all, says the answer; at the first start, nothing tells that from a new account. */
export function emptyBalances(isKnown: () => boolean): Lens {
  return (_request, path, answer) =>
    isKnown() ? onAccount(path, answer, (account) => ({ ...account, balances: [] })) : answer
}

/** One row has an amount that is none. */
export const unreadableBalance: Lens = (_request, path, answer) =>
  onAccount(path, answer, (account) => {
    const balances = (account['balances'] as readonly Record<string, unknown>[]).map((row, index) =>
      index === 0 ? { ...row, free: '1,5' } : row,
    )
    return { ...account, balances }
  })

/** Lists of orders and deals in which a third of all orders cannot be read, and the answer about one of them by itself. */
export function unreadableRows(which: number): Lens {
  const third = Math.floor(which * 3)
  const isBad = (row: Record<string, unknown>): boolean =>
    [...String(row['orderId'])].reduce((sum, letter) => sum + letter.charCodeAt(0), third) % 3 === 0
  const changed = (row: Record<string, unknown>): Record<string, unknown> =>
    isBad(row) ? { ...row, ...('qty' in row ? { qty: '1,5' } : { executedQty: '1,5' }) } : row
  return ({ method = 'GET' }, path, answer) => {
    if (method !== 'GET' || answer.status !== 200 || !ROW_PATHS.has(path)) return answer
    const body = JSON.parse(answer.body) as Record<string, unknown> | readonly Record<string, unknown>[]
    return { ...answer, body: JSON.stringify(Array.isArray(body) ? body.map(changed) : changed({ ...body })) }
  }
}

/** A symbol that trades and is in no list of the exchange. */
export function unlistedSymbol(symbol: string): Lens {
  return (_request: HttpRequest, path, answer) => {
    if (answer.status !== 200 || !LISTING_PATHS.has(path)) return answer
    const body = JSON.parse(answer.body) as Record<string, unknown>
    const without = (list: unknown): unknown =>
      Array.isArray(list)
        ? list.filter((one: unknown) => one !== symbol && (one as { symbol?: string }).symbol !== symbol)
        : list
    const listed = { ...body, symbols: without(body['symbols']), data: without(body['data']) }
    return { ...answer, body: JSON.stringify(listed) }
  }
}

function onAccount(
  path: string,
  answer: HttpAnswer,
  change: (account: Record<string, unknown>) => Record<string, unknown>,
): HttpAnswer {
  if (path !== ACCOUNT_PATH || answer.status !== 200) return answer
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as Record<string, unknown>)) }
}
