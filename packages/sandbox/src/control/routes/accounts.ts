/** Panel routes for accounts: create, deposit, place many orders, read the truth. */

import { type AssetAmount, tryDecimal } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import { PERMISSIONS, permissionNamed } from '@spotdeck/wire'
import type { ControlledSandbox } from '../call/controlled-sandbox.ts'
import { MAX_ADDRESSES } from '../../server/routes/account.ts'
import { wrongAddresses } from '../../server/routes/sub-accounts.ts'
import { hasAsset } from '../../venue/listing/definition.ts'
import type { ApiKey } from '../../venue/access/keys.ts'
import { burst } from '../call/burst.ts'
import { type PanelReply, badBody, problem, unknownKey } from '../call/reply.ts'
import { type PanelCall, type PanelRoute, type PanelWorld, amount, object, text, whole } from '../call/route.ts'

const NEW_KEY = object({
  apiKey: text,
  secret: text,
  account: { ...text, description: 'User id of an account that there is; absent: a new one.' },
  expiresAt: { ...whole, description: 'ms since the epoch; absent: after 90 days, or never with addresses.' },
  balances: { type: 'object', additionalProperties: amount },
  permissions: { type: 'array', items: { enum: PERMISSIONS }, minItems: 1 },
  ipWhiteList: { type: 'array', items: text, maxItems: MAX_ADDRESSES },
})

/** Routes for accounts: list, create, deposit, place many orders, read the truth. */
export function accountRoutes(world: PanelWorld): readonly PanelRoute[] {
  const { rules } = world
  return [
    {
      call: 'GET /sandbox/accounts',
      summary: 'All API keys, frozen and revoked ones too, without their secrets',
      answers:
        '{ accounts: [{ apiKey, account, note, permissions, ipWhiteList, status, expiresAt?, balances, openOrders }] }',
      handle: () => ({ status: 200, body: { accounts: accountsOf(rules) } }),
    },
    {
      call: 'POST /sandbox/accounts',
      summary:
        'Make an account with an API key, or another key of an account: of all permissions and for any address unless told',
      body: NEW_KEY,
      answers: '{ account, apiKey, secret, permissions, ipWhiteList, balances } (201)',
      handle: (call) => createAccount(world, call),
    },
    ...keyRoutes(rules),
    {
      call: 'POST /sandbox/accounts/{apiKey}/deposit',
      summary: 'Pay money in: it arrives at once',
      body: object({ asset: text, amount }, ['asset', 'amount']),
      answers: '{ id, asset, balance }',
      handle: (call) => deposit(rules, call),
    },
    {
      call: 'POST /sandbox/accounts/{apiKey}/orders',
      summary: 'Place many orders at once, as if the account had: resting ones a few ticks apart, or crossing ones',
      body: object(
        {
          symbol: text,
          count: { type: 'integer' },
          side: { enum: ['BUY', 'SELL'] },
          cross: { type: 'boolean' },
          quantity: amount,
        },
        ['symbol', 'count'],
      ),
      answers: '{ placed, refused, orderIds }',
      handle: (call) => burst(rules, call),
    },
    {
      call: 'GET /sandbox/accounts/{apiKey}/truth',
      summary: 'Everything the exchange knows of the account, complete and exact',
      answers: '{ account, balances, orders, deals, time }; orders and deals oldest first',
      handle: ({ parameters: { apiKey = '' } }) => {
        const truth = rules.truth(apiKey)
        return truth === undefined ? unknownKey : { status: 200, body: truth }
      },
    },
  ]
}

/** Routes for the status of API keys. */
function keyRoutes(rules: ControlledSandbox): readonly PanelRoute[] {
  const route = (call: PanelRoute['call'], status: KeyStatus, summary: string): PanelRoute => ({
    call,
    summary,
    answers: '{ apiKey, status }',
    handle: ({ parameters: { apiKey = '' } }) => setKeyStatus(rules, apiKey, status),
  })
  const key = '/sandbox/accounts/{apiKey}' as const
  const revoked = 'calls with it answer 10072, its listen keys end; its account and the other keys stay'
  const frozen = 'calls with it answer 60005, its listen keys end, until it is valid again'
  return [
    route(`DELETE ${key}`, 'DELETE', `Revoke an API key: ${revoked}`),
    route(`POST ${key}/freeze`, 'FROZEN', `Freeze an API key: ${frozen}`),
    route(`POST ${key}/unfreeze`, 'VALID', 'Make a frozen API key valid again'),
  ]
}

/** Every key and what its account holds. */
export function accountsOf(rules: ControlledSandbox) {
  const { keys, exchange } = rules.core.house
  return keys.all().map(({ apiKey, account, note, permissions, ipWhiteList, expiresAt, status }) => ({
    ...{ apiKey, account, note, permissions, ipWhiteList },
    status: status ?? ('VALID' as const),
    ...defined({ expiresAt }),
    balances: Object.fromEntries(exchange.balances(account)),
    openOrders: exchange.openOrders(account).length,
  }))
}

/** Makes an account with a key; the reply has both. */
export function createAccount({ rules, random }: PanelWorld, { body }: PanelCall): PanelReply {
  const { keys, wallet, exchange, subAccounts } = rules.core.house
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
  if (keys.find(apiKey) !== undefined) return problem(409, 'KEY_TAKEN', 'Choose another API key.')
  const grants = grantsOf(body['balances'])
  if (grants === undefined) return badBody
  const stranger = [...grants.keys()].find((asset) => !isKnownAsset(rules, asset))
  if (stranger !== undefined) return unknownAsset(stranger)
  const rights = rightsOf(body)
  if (typeof rights === 'string') return problem(400, 'BAD_KEY', rights)
  const owner = body['account']
  if (owner !== undefined && !(typeof owner === 'string' && keys.ofAccount(owner).length > 0)) return unknownAccount
  const time = rules.time.now()
  const account = owner ?? subAccounts.nextAccount()
  keys.put({ apiKey, secret, account, ...rights, note: 'sandbox', createdAt: time, builtIn: false })
  for (const [asset, granted] of grants) wallet.deposit(account, asset, granted, time)
  const balances = Object.fromEntries(exchange.balances(account))
  return { status: 201, body: { account, apiKey, secret, ...rights, balances } }
}

/** Status of an API key as apiKeyInfo answers it. */
type KeyStatus = 'VALID' | NonNullable<ApiKey['status']>

/** Freezes an API key, makes it valid again, or revokes it for good; the reply names it. */
export function setKeyStatus(rules: ControlledSandbox, apiKey: string, status: KeyStatus): PanelReply {
  const { keys, listenKeys } = rules.core.house
  const key = keys.find(apiKey)
  if (key === undefined || key.status === 'DELETE') return unknownKey
  const { status: _before, ...rest } = key
  keys.put(status === 'VALID' ? rest : { ...rest, status })
  if (status !== 'VALID' && rules.switches.state.revokedKeyStreams === 'ended') listenKeys.endOf(apiKey)
  return { status: 200, body: { apiKey, status } }
}

const unknownAccount = problem(404, 'UNKNOWN_ACCOUNT', '"account" is the user id of an account with a key.')

/** Returns the key's permissions, addresses and end; a text that says what is wrong with the request otherwise. */
function rightsOf({
  permissions = PERMISSIONS,
  ipWhiteList = [],
  expiresAt,
}: PanelCall['body']): Pick<ApiKey, 'permissions' | 'ipWhiteList' | 'expiresAt'> | string {
  if (expiresAt !== undefined && !(typeof expiresAt === 'number' && Number.isSafeInteger(expiresAt) && expiresAt > 0)) {
    return '"expiresAt" is a time in ms since the epoch.'
  }
  const named = textsOf(permissions)?.map(permissionNamed)
  if (named === undefined || named.length === 0 || named.includes(undefined)) {
    return `"permissions" is a list of at least one of ${PERMISSIONS.join(', ')}.`
  }
  const addresses = textsOf(ipWhiteList)
  if (addresses === undefined || wrongAddresses(addresses, MAX_ADDRESSES) !== undefined) {
    return `"ipWhiteList" is a list of at most ${MAX_ADDRESSES} IP addresses; an empty one stands for any address.`
  }
  return { permissions: named.filter((name) => name !== undefined), ipWhiteList: addresses, ...defined({ expiresAt }) }
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

function grantsOf(value: unknown): ReadonlyMap<string, AssetAmount> | undefined {
  if (value === undefined) return new Map()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const grants = new Map<string, AssetAmount>()
  for (const [asset, text] of Object.entries(value)) {
    const granted = amountOf(text)
    if (granted === undefined || !isAsset(asset)) return undefined
    grants.set(asset, granted)
  }
  return grants
}

/** Credits an amount at once; the reply has the new balance. */
export function deposit(rules: ControlledSandbox, { parameters: { apiKey = '' }, body }: PanelCall): PanelReply {
  const { keys, wallet, exchange } = rules.core.house
  const key = keys.find(apiKey)
  if (key === undefined) return unknownKey
  const { asset } = body
  const paid = amountOf(body['amount'])
  if (typeof asset !== 'string' || !isAsset(asset) || paid === undefined) return badBody
  if (!isKnownAsset(rules, asset)) return unknownAsset(asset)
  const row = wallet.deposit(key.account, asset, paid, rules.time.now())
  if ('code' in row) return problem(400, 'BAD_AMOUNT', row.msg)
  return { status: 200, body: { id: row.id, asset, balance: exchange.balances(key.account).get(asset) } }
}

/** Returns whether the wallet has the coin, or a symbol trades it. */
export function isKnownAsset(rules: ControlledSandbox, asset: string): boolean {
  return hasAsset(rules.venue.definition, asset)
}

function unknownAsset(asset: string): PanelReply {
  return problem(400, 'UNKNOWN_ASSET', `There is no coin ${asset}: GET /api/v3/capital/config/getall lists them.`)
}

function isAsset(text: string): boolean {
  return /^[\p{Lu}\p{Lo}\p{N}_]{1,40}$/u.test(text)
}

/** A positive amount; `undefined` for anything else. */
function amountOf(value: unknown): AssetAmount | undefined {
  const paid = typeof value === 'string' ? tryDecimal<'asset'>(value) : undefined
  return paid === undefined || paid === '0' || paid.startsWith('-') ? undefined : paid
}
