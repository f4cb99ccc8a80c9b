/** Routes of sub-accounts: their API keys, balances, and transfers with the master account. */

import { isIP } from 'node:net'
import {
  type CreatedSubAccountKey,
  type SubAccountKey,
  createSubAccount,
  createSubAccountKey,
  deleteSubAccountKey,
  enableSubAccountFutures,
  enableSubAccountMargin,
  permissionNamed,
  subAccountAssets,
  subAccountKeys,
  subAccountTransfer,
  subAccountTransfers,
  subAccounts,
} from '@spotdeck/wire'
import type { Refusal } from '../../venue/contract/exchange.ts'
import type { ApiKey } from '../../venue/access/keys.ts'
import type { SubAccount } from '../../venue/contract/records.ts'
import { listed, refusals } from '../../venue/contract/refusals.ts'
import { MAX_KEYS, MAX_SUB_ACCOUNTS, masterName } from '../../venue/access/sub-accounts.ts'
import type { WalletRow } from '../../venue/wallet/wallet-row.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, decimalOf, listOf, needed, signed, text } from '../call/route.ts'
import { HALF_YEAR_MS, pageOf, windowOf, within } from '../call/rows.ts'

const NAME = /^[A-Za-z0-9]{8,32}$/
const MAX_ADDRESSES = 10
/** Rights of futures: named, granted, and of no use here. */
const FUTURES = /^CONTRACT_(ACCOUNT|DEAL)_(READ|WRITE|R|W)$/
const refused = {
  notMaster: refusals.notSupported,
  nameTaken: listed(730101),
  nameWrong: listed(730601),
  tooMany: refusals.notSupported,
  missing: listed(140001),
  noSuchRight: listed(730702),
  addresses: listed(730703),
  address: listed(730704),
  tooManyKeys: listed(730705),
  noKey: listed(730706),
} satisfies Record<string, Refusal>

/** Routes for sub-accounts, their keys and their transfers. */
export function subAccountRoutes(world: RouteServices): readonly Route[] {
  const { exchange, keys } = world
  const ofMaster = <Body>(call: SignedCall, answer: () => Reply<Body>): Reply<Body> =>
    world.subAccounts.at(call.account) === undefined ? answer() : fail(refused.notMaster)
  const ofSub = <Body>(call: SignedCall, answer: (sub: SubAccount) => Reply<Body>): Reply<Body> =>
    ofMaster(call, () => {
      const sub = world.subAccounts.named(call.account, needed(call, 'subAccount'))
      return sub === undefined ? fail(refused.missing) : answer(sub)
    })
  /** MEXC: some refusals come with HTTP 200. */
  const asSwitched = <Body>(reply: Reply<Body>): Reply<Body> =>
    reply.ok ? reply : { ...reply, status: Number(world.switches.subAccountStatus) }
  const enabled = (kind: 'isFuturesEnabled' | 'isMarginEnabled') => (call: SignedCall) =>
    ofSub(call, (sub) => {
      const row = { subAccount: sub.name, [kind]: true, timestamp: String(call.now) }
      return ok({ code: '0', message: '', data: [row] })
    })
  return [
    signed(createSubAccount, (call) => asSwitched(ofMaster(call, () => create(world, call)))),
    signed(subAccounts, (call) =>
      ofMaster(call, () => {
        const name = text(call, 'subAccount')
        const frozen = text(call, 'isFreeze')
        const wanted = world.subAccounts
          .of(call.account)
          .filter((one) => name === undefined || one.name === name)
          .filter((one) => frozen === undefined || String(one.isFrozen) === frozen)
        const { rows } = pageOf(call, wanted, { size: 10, most: 200 })
        return ok({
          subAccounts: rows.map((one) => ({
            subAccount: one.name,
            isFreeze: one.isFrozen,
            createTime: one.createdAt,
            uid: one.account,
          })),
        })
      }),
    ),
    signed(createSubAccountKey, (call) => ofSub(call, (sub) => createKey(world, call, sub))),
    signed(subAccountKeys, (call) => ofSub(call, (sub) => ok({ subAccount: keys.ofAccount(sub.account).map(keyRow) }))),
    signed(deleteSubAccountKey, (call) =>
      asSwitched(
        ofSub(call, (sub) => {
          const key = keys.find(needed(call, 'apiKey'))
          if (key?.account !== sub.account) return fail(refused.noKey)
          keys.remove(key.apiKey)
          return ok({ subAccount: sub.name })
        }),
      ),
    ),
    signed(enableSubAccountFutures, enabled('isFuturesEnabled')),
    signed(enableSubAccountMargin, enabled('isMarginEnabled')),
    signed(subAccountAssets, (call) =>
      ofSub(call, (sub) => {
        if (needed(call, 'accountType') !== 'SPOT') return fail(refused.notMaster)
        const held = [...exchange.balances(sub.account)]
        return ok({ balances: held.map(([asset, { free, locked }]) => ({ asset, free, locked })) })
      }),
    ),
    signed(subAccountTransfer, (call) => ofMaster(call, () => move(world, call))),
    signed(subAccountTransfers, (call) => ofMaster(call, () => moves(world, call))),
  ]
}

function create(world: RouteServices, call: SignedCall): Reply<{ subAccount: string; note: string }> {
  const name = needed(call, 'subAccount')
  const note = needed(call, 'note')
  if (!NAME.test(name)) return fail(refused.nameWrong)
  if (world.subAccounts.taken(name)) return fail(refused.nameTaken)
  if (world.subAccounts.of(call.account).length >= MAX_SUB_ACCOUNTS) return fail(refused.tooMany)
  world.subAccounts.create(call.account, { name, note }, call.now)
  return ok({ subAccount: name, note })
}

function createKey(world: RouteServices, call: SignedCall, sub: SubAccount): Reply<CreatedSubAccountKey> {
  const { keys } = world
  const asked = listOf(text(call, 'permissions'))
  const permissions = asked.map(
    (name) => permissionNamed(name) ?? (FUTURES.test(name.trim()) ? name.trim() : undefined),
  )
  const named = permissions.filter((name) => name !== undefined)
  if (named.length < asked.length || named.some((name) => name.includes('WITHDRAW'))) return fail(refused.noSuchRight)
  const ipWhiteList = listOf(text(call, 'ip'))
  const wrong = wrongAddresses(ipWhiteList, MAX_ADDRESSES)
  if (wrong !== undefined) return fail(wrong)
  if (keys.ofAccount(sub.account).length >= MAX_KEYS) return fail(refused.tooManyKeys)
  const key: ApiKey = {
    apiKey: `mx0v${world.token(8)}`,
    secret: world.token(16),
    account: sub.account,
    permissions: named,
    note: needed(call, 'note'),
    createdAt: call.now,
    ipWhiteList,
    builtIn: false,
  }
  keys.put(key)
  return ok({ subAccount: sub.name, ...keyRow(key), secretKey: key.secret })
}

/** Returns the refusal of an invalid address list; `undefined` for a valid one. */
export function wrongAddresses(list: readonly string[], most: number): Refusal | undefined {
  if (list.length > most) return refused.addresses
  return list.every((address) => isIP(address) > 0) ? undefined : refused.address
}

/** MEXC: the docs spell `creatTime`, a client reads `createTime`: both are sent. */
function keyRow(key: ApiKey): SubAccountKey {
  return {
    note: key.note,
    apiKey: key.apiKey,
    permissions: key.permissions.join(','),
    ip: key.ipWhiteList.join(','),
    creatTime: key.createdAt,
    createTime: key.createdAt,
  }
}

/** The account named in a transfer; the master account if none is named. */
function party(world: RouteServices, call: SignedCall, field: 'fromAccount' | 'toAccount'): string | undefined {
  const name = text(call, field)
  if (name === undefined || name === masterName(call.account)) return call.account
  return world.subAccounts.named(call.account, name)?.account
}

function accountType(call: SignedCall, field: string): 'SPOT' | 'FUTURES' {
  return needed(call, field) === 'FUTURES' ? 'FUTURES' : 'SPOT'
}

function move(world: RouteServices, call: SignedCall): Reply<{ tranId: string }> {
  const from = party(world, call, 'fromAccount')
  const to = party(world, call, 'toAccount')
  const fromType = accountType(call, 'fromAccountType')
  const toType = accountType(call, 'toAccountType')
  if (from === undefined || to === undefined) return fail(refused.missing)
  if (from === to && fromType === toType) {
    return fail(refusals.sameAccount)
  }
  const amount = decimalOf<'asset'>(text(call, 'amount'))
  if (amount === undefined) return fail(refusals.wrongAmount)
  const asset = needed(call, 'asset')
  const row = world.wallet.universal({ from, to, fromType, toType, asset, amount, time: call.now })
  return 'code' in row ? fail(row) : ok({ tranId: row.id })
}

function moves(world: RouteServices, call: SignedCall): Reply<{ result: readonly MoveRow[]; totalCount: number }> {
  const from = party(world, call, 'fromAccount')
  const to = party(world, call, 'toAccount')
  if (from === undefined || to === undefined) return fail(refused.missing)
  const window = windowOf(call, { byDefaultMs: HALF_YEAR_MS })
  const [fromType, toType] = [accountType(call, 'fromAccountType'), accountType(call, 'toAccountType')]
  // MEXC: both sides default to the master; a side that was not named is taken for any.
  const named = (field: 'fromAccount' | 'toAccount'): boolean => text(call, field) !== undefined
  const all = [call.account, ...world.subAccounts.of(call.account).map((one) => one.account)]
    .flatMap((account) => world.wallet.rows(account, 'universal').filter((row) => row.account === account))
    .filter((row) => !named('fromAccount') || row.account === from)
    .filter((row) => !named('toAccount') || row.toAccount === to)
    .filter((row) => row.fromType === fromType && row.toType === toType && within(window, row.time))
    .sort((a, b) => b.time - a.time)
  const { rows } = pageOf(call, all, { size: 500, most: 500 })
  return ok({ result: rows.map((row) => moveRow(world, row)), totalCount: all.length })
}

type MoveRow = NonNullable<(typeof subAccountTransfers)['answer']>['result'][number]

function moveRow(world: RouteServices, row: WalletRow): MoveRow {
  const nameOf = (account: string): string => world.subAccounts.at(account)?.name ?? masterName(account)
  return {
    tranId: row.id,
    fromAccount: nameOf(row.account),
    toAccount: nameOf(row.toAccount ?? row.account),
    clientTranId: null,
    asset: row.asset,
    amount: row.amount,
    fromAccountType: row.fromType ?? 'SPOT',
    toAccountType: row.toType ?? 'SPOT',
    status: 'SUCCESS',
    timestamp: row.time,
  }
}
