/** Checks of one account's API key: acceptance, rights, addresses, listen keys, and the pairs that it may trade. */

import { keyWarnings, rightsIn } from '@spotdeck/gateway/key-rights'
import { type MarketRules, type RestClient, AuthError, PermissionError, type SymbolRules } from '@spotdeck/mexc'
import { codeOf, exchangeCodeOf } from '@spotdeck/ports'
import {
  type AccountAnswer,
  type ApiKeyInfoAnswer,
  type Permission,
  STREAM_LIMITS,
  accountInformation,
  apiKeyInfo,
  deposits,
  errorOf,
  listListenKeys,
  myTrades,
  openOrders,
  selfSymbols,
  transfers,
} from '@spotdeck/wire'
import type { AccountCredentials } from '../config/credentials.ts'
import { meant } from '../meant.ts'
import { CALL } from './exchange.ts'
import { type Check, type Finding, failed, finding } from './finding.ts'

/** An account, and the exchange to ask about it. */
export type AccountQuestion = {
  readonly account: AccountCredentials
  /** Signs with the key of the account. */
  readonly rest: RestClient
  readonly rules: MarketRules
  /** Symbols to check; empty: those of the assets that are held. */
  readonly symbols: readonly string[]
}

/** Share of the listen keys from which they are called few. */
const FEW_LISTEN_KEYS = 0.8
const MAX_NAMES = 10

/** Permissions of reads: without the first nothing can be followed, without the others flows stay unexplained. */
const FOLLOWING = permissionsOf([accountInformation, openOrders, myTrades])
const FLOWS = permissionsOf([deposits, transfers])

/** Asks the exchange about a key; what cannot be asked without it is left out. */
export async function checkAccount(question: AccountQuestion): Promise<readonly Finding[]> {
  const { account, rest } = question
  const findings = await rest.call(accountInformation, {}, CALL).then(
    async (information) => [
      finding('key', 'OK', 'The exchange accepts key and secret.'),
      ...(await checkRights(question)),
      await checkListenKeys(rest),
      await checkPairs(question, information),
    ],
    async (error: unknown) => {
      const refused = refusal(error)
      const rights = refused.code === 'PERMISSION_MISSING' ? await checkRights(question) : []
      // The list of permissions says more than the refusal, where MEXC tells it.
      return rights.some(({ code }) => code === 'KEY_CANNOT_READ') ? rights : [refused, ...rights]
    },
  )
  return findings.map((one) => ({ ...one, account: account.id }))
}

/** Subject of a refusal by its code; that of all others is the key. */
const REFUSED: ReadonlyMap<string, Check> = new Map([
  ['IP_NOT_ALLOWED', 'addresses'],
  ['PERMISSION_MISSING', 'permissions'],
  ['CLOCK_REFUSED', 'clock'],
])

/** The exchange's code says more than the kind of the error: an unknown key is not a wrong secret. */
function refusal(error: unknown): Finding {
  const found = failed(REFUSED.get(codeOf(error)) ?? 'key', error)
  if (!(error instanceof AuthError || error instanceof PermissionError)) return found
  const code = exchangeCodeOf(error)
  const meaning = code === undefined ? undefined : errorOf(code)?.meaning
  return meaning === undefined ? found : { ...found, seen: `MEXC refuses the key: ${meaning} (${code}).` }
}

async function checkRights({ account, rest }: AccountQuestion): Promise<readonly Finding[]> {
  const { apiKey } = account.credentials
  const info = await rest.call(apiKeyInfo, { accessKey: apiKey }, CALL).catch(() => undefined)
  const rights = info === undefined ? undefined : rightsIn(info)
  if (info === undefined || rights === undefined)
    return [finding('permissions', 'KEY_RIGHTS_UNKNOWN', 'The exchange does not tell the permissions of this key.')]
  const { permissions, daysLeft = 0 } = rights
  const lacks = (needed: readonly Permission[]): string => needed.filter((one) => !permissions.has(one)).join(', ')
  const [reads, flows] = [lacks(FOLLOWING), lacks(FLOWS)]
  const warned = new Set(keyWarnings(rights, account.trading).map(({ code }) => code))
  const findings = [
    ...(reads === '' ? [] : [finding('permissions', 'KEY_CANNOT_READ', `The key lacks ${reads}.`)]),
    ...(flows === '' ? [] : [finding('permissions', 'KEY_CANNOT_READ_FLOWS', `The key lacks ${flows}.`)]),
    ...(warned.has('KEY_CANNOT_TRADE')
      ? [finding('permissions', 'KEY_CANNOT_TRADE', 'Trading is on for this account, and its key may not trade.')]
      : []),
    ...(warned.has('KEY_CAN_WITHDRAW') ? [finding('permissions', 'KEY_CAN_WITHDRAW', 'The key may withdraw.')] : []),
    ...(warned.has('KEY_EXPIRES') ? [finding('key', 'KEY_EXPIRES', `The key ends in ${daysLeft} days.`)] : []),
  ]
  const named = [...permissions].join(', ')
  const fine = findings.some(({ check }) => check === 'permissions') ? [] : [finding('permissions', 'OK', named)]
  return [...fine, ...findings, checkAddresses(info)]
}

function checkAddresses({ ipWhiteList }: ApiKeyInfoAnswer): Finding {
  const addresses = String(ipWhiteList ?? '')
    .split(',')
    .filter((one) => one !== '')
  if (addresses.length === 0) return finding('addresses', 'KEY_NOT_BOUND', 'The key works from every address.')
  return finding('addresses', 'OK', `The key is bound to ${addresses.join(', ')}.`)
}

async function checkListenKeys(rest: RestClient): Promise<Finding> {
  try {
    const { listenKey, total } = await rest.call(listListenKeys, {}, CALL)
    const [used, quota] = [listenKey.length, Number(total ?? STREAM_LIMITS.listenKeysPerUser)]
    const code = used >= quota ? 'LISTEN_KEYS_USED_UP' : used >= quota * FEW_LISTEN_KEYS ? 'LISTEN_KEYS_FEW' : 'OK'
    return finding('listen-keys', code, `${used} of ${quota} listen keys of the user are in use.`)
  } catch (error) {
    return failed('listen-keys', error)
  }
}

async function checkPairs({ rest, rules, symbols }: AccountQuestion, { balances }: AccountAnswer): Promise<Finding> {
  try {
    const listed = await rules.all()
    // MEXC: a key may be limited to some pairs; the list of those that it may trade says so.
    const own = await rest.call(selfSymbols, {}, CALL).catch(() => undefined)
    const mine = own?.data === undefined ? undefined : new Set(own.data)
    const isOpen = ({ symbol, apiTrading }: SymbolRules): boolean => apiTrading && mine?.has(symbol) !== false
    if (symbols.length > 0) return askedPairs(symbols, listed, isOpen)
    const held = balances.map(({ asset }) => asset)
    const closed = held.filter((asset) => {
      const pairs = [...listed.values()].filter(({ baseAsset }) => baseAsset === asset)
      return pairs.length > 0 && !pairs.some(isOpen)
    })
    if (closed.length === 0) return finding('pairs', 'OK', 'Every asset that is held has a pair open to this key.')
    return finding('pairs', 'PAIRS_CLOSED', `No pair is open to this key of ${closed.slice(0, MAX_NAMES).join(', ')}.`)
  } catch (error) {
    return failed('pairs', error)
  }
}

type Listed = ReadonlyMap<string, SymbolRules>

/** The worst of what is wrong with the symbols that were asked for. */
function askedPairs(symbols: readonly string[], listed: Listed, isOpen: (rules: SymbolRules) => boolean): Finding {
  const unknown = symbols.find((symbol) => !listed.has(symbol))
  if (unknown !== undefined) {
    return finding('pairs', 'UNKNOWN_SYMBOL', `${unknown} is not listed.${meant(unknown, [...listed.keys()])}`)
  }
  const closed = symbols.flatMap((symbol) => listed.get(symbol) ?? []).filter((rules) => !isOpen(rules))
  if (closed.length === 0) return finding('pairs', 'OK', `${symbols.join(', ')}: open to this key.`)
  const instead = [...listed.values()].filter(
    (other) => isOpen(other) && closed.some((one) => one.baseAsset === other.baseAsset),
  )
  const others = instead.slice(0, MAX_NAMES).map(({ symbol }) => symbol)
  const open = others.length === 0 ? '' : ` Open are ${others.join(', ')}.`
  const names = closed.map(({ symbol }) => symbol).join(', ')
  return finding('pairs', 'SYMBOL_NOT_TRADABLE_VIA_API', `${names}: closed to orders of this key.${open}`)
}

function permissionsOf(endpoints: readonly { readonly permission?: Permission | undefined }[]): readonly Permission[] {
  return [...new Set(endpoints.flatMap(({ permission }) => permission ?? []))]
}
