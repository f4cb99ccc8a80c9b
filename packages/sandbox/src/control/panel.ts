/** The control panel under `/sandbox`: what an exchange would never show, for the people who run this one. */

import { type AssetAmount, tryDecimal } from '@spotdeck/exact'
import type { Random } from '@spotdeck/ports'
import type { House } from '../house.ts'
import type { RestAnswer, RestRequest } from '../server/request.ts'
import { parseJson } from '../server/request.ts'
import { ALL_PERMISSIONS } from '../venue/keys.ts'
import type { SandboxTime } from '../time/sandbox-time.ts'
import { clockReply, moveClock } from './clock.ts'
import { refuseStranger } from './guard.ts'
import { type PanelReply, panelAnswer } from './reply.ts'

export type PanelOptions = { readonly house: House; readonly clock: SandboxTime; readonly random: Random }

export interface Panel {
  /** `undefined` for paths that are not the panel's. */
  handle(request: RestRequest): Promise<RestAnswer> | undefined
}

const PREFIX = '/sandbox'
const ACCOUNT_PATH = /^\/sandbox\/accounts\/([A-Za-z0-9]+)\/(truth|deposit)$/

export function createPanel(options: PanelOptions): Panel {
  return {
    handle(request) {
      if (request.path !== PREFIX && !request.path.startsWith(`${PREFIX}/`)) return undefined
      const stranger = refuseStranger(request)
      if (stranger !== undefined) return Promise.resolve(panelAnswer(stranger))
      return Promise.resolve(route(options, request)).then(panelAnswer)
    },
  }
}

function route(options: PanelOptions, request: RestRequest): PanelReply | Promise<PanelReply> {
  const { method, path } = request
  const [, apiKey = '', what] = ACCOUNT_PATH.exec(path) ?? []
  if (method === 'GET' && path === '/sandbox/clock') {
    return clockReply(options.clock)
  }
  if (method === 'POST' && path === '/sandbox/clock') {
    const body = objectOf(request.body)
    return body === undefined ? badBody : moveClock(options.clock, body)
  }
  if (method === 'POST' && path === '/sandbox/accounts') return createAccount(options, request)
  if (method === 'GET' && what === 'truth') return truth(options, apiKey)
  if (method === 'POST' && what === 'deposit') return deposit(options, apiKey, request)
  return problem(404, 'UNKNOWN_PATH', `There is nothing at ${method} ${path}.`)
}

/** Everything the venue knows of the account, complete and exact; orders and deals oldest first. */
function truth({ house, clock }: PanelOptions, apiKey: string): PanelReply {
  const key = house.keys.find(apiKey)
  if (key === undefined) return unknownKey
  const { exchange } = house
  const symbols = [...exchange.rules.keys()]
  const byTime = <T>(list: readonly T[], time: (one: T) => number): readonly T[] =>
    [...list].sort((a, b) => time(a) - time(b))
  const orders = symbols.flatMap((symbol) => [...exchange.orders(key.account, symbol)].reverse())
  const deals = symbols.flatMap((symbol) => [...exchange.deals(key.account, symbol)].reverse())
  return {
    status: 200,
    body: {
      account: key.account,
      balances: Object.fromEntries(exchange.balances(key.account)),
      orders: byTime(orders, (order) => order.createdAt),
      deals: byTime(deals, (deal) => deal.time),
      time: clock.now(),
    },
  }
}

function createAccount({ house, clock, random }: PanelOptions, request: RestRequest): PanelReply {
  const body = objectOf(request.body)
  const balances = objectOf(JSON.stringify(body?.['balances'] ?? {}))
  if (body === undefined || balances === undefined) return badBody
  const token = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex')
  const apiKey = typeof body['apiKey'] === 'string' ? body['apiKey'] : `mx0v${token(8)}`
  const secret = typeof body['secret'] === 'string' ? body['secret'] : token(16)
  if (!/^mx0[A-Za-z0-9]{3,64}$/.test(apiKey) || secret.length < 8) {
    return problem(
      400,
      'BAD_KEY',
      'An API key is mx0 and 3 to 64 letters or digits; a secret has at least 8 characters.',
    )
  }
  if (house.keys.find(apiKey) !== undefined) return problem(409, 'KEY_TAKEN', 'Choose another API key.')
  const grants = Object.entries(balances).map(([asset, amount]) => [asset, amountOf(amount)] as const)
  if (grants.some(([, amount]) => amount === undefined)) return badBody
  const time = clock.now()
  const account = house.keys.nextAccount()
  const permissions = ALL_PERMISSIONS
  house.keys.put({
    apiKey,
    secret,
    account,
    permissions,
    note: 'sandbox',
    createdAt: time,
    ipWhiteList: [],
    builtIn: false,
  })
  for (const [asset, amount] of grants) {
    if (amount !== undefined) house.wallet.deposit(account, asset, amount, time)
  }
  return {
    status: 201,
    body: { account, apiKey, secret, balances: Object.fromEntries(house.exchange.balances(account)) },
  }
}

function deposit({ house, clock }: PanelOptions, apiKey: string, request: RestRequest): PanelReply {
  const key = house.keys.find(apiKey)
  if (key === undefined) return unknownKey
  const body = objectOf(request.body)
  const asset = body?.['asset']
  const amount = amountOf(body?.['amount'])
  if (typeof asset !== 'string' || !/^[A-Z0-9]{1,20}$/.test(asset) || amount === undefined) return badBody
  const row = house.wallet.deposit(key.account, asset, amount, clock.now())
  if ('code' in row) return problem(400, 'BAD_AMOUNT', row.msg)
  return { status: 200, body: { id: row.id, asset, balance: house.exchange.balances(key.account).get(asset) } }
}

const unknownKey = problem(404, 'UNKNOWN_KEY', 'No account has this API key.')
const badBody = problem(400, 'BAD_BODY', 'Send a JSON object; amounts are decimal text such as "1000".')

function problem(status: number, code: string, message: string): PanelReply {
  return { status, body: { code, message } }
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function amountOf(value: unknown): AssetAmount | undefined {
  const amount = typeof value === 'string' ? tryDecimal<'asset'>(value) : undefined
  return amount === undefined || amount === '0' || amount.startsWith('-') ? undefined : amount
}
