/** Routes for the account: balances, fees, and permissions of its keys. */

import {
  type ApiKeyInfoAnswer,
  accountInformation,
  apiKeyInfo,
  editApiKey,
  kycStatus,
  mxDeduct,
  selfSymbols,
  setMxDeduct,
  tradeFee,
  userId,
} from '@spotdeck/wire'
import type { BalanceRecord } from '../../venue/contract/exchange.ts'
import { type ApiKey, keyDaysLeft } from '../../venue/access/keys.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { coded, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, listOf, needed, numberOf, signed, text } from '../call/route.ts'
import { wrongAddresses } from './sub-accounts.ts'
import { tradableSymbols } from './market.ts'

/** Advanced verification. */
const KYC_ADVANCED = '3'
const VALID_FOR_EVER = -999
/** MEXC: most addresses that a key may be bound to. */
export const MAX_ADDRESSES = 20
const keyMissing = { code: 730706, msg: 'API KEY information does not exist' }

/** Routes of the account's state and settings. */
export function accountRoutes(world: RouteServices): readonly Route[] {
  const { definition, exchange, keys } = world
  return [
    signed(accountInformation, (call) =>
      ok({
        makerCommission: null,
        takerCommission: null,
        buyerCommission: null,
        sellerCommission: null,
        canTrade: true,
        canWithdraw: true,
        canDeposit: true,
        updateTime: null,
        accountType: 'SPOT',
        balances: [...exchange.balances(call.account)].filter(hasSome).map(([asset, { free, locked }]) => ({
          asset,
          free,
          locked,
          available: free,
        })),
        permissions: ['SPOT'],
      }),
    ),
    signed(kycStatus, (call) => ok({ status: definition.accounts.get(call.account)?.kycStatus ?? KYC_ADVANCED })),
    signed(userId, (call) => ok({ uid: call.account })),
    signed(selfSymbols, (call) => ok(coded(tradableSymbols(exchange.rules), call.now))),
    signed(tradeFee, (call) => {
      const rules = exchange.rules.get(needed(call, 'symbol'))
      if (rules === undefined) return fail(refusals.unknownSymbol)
      const { makerFeeRate, takerFeeRate } = exchange.feeRates(call.account, rules.symbol)
      return ok(coded({ makerCommission: numberOf(makerFeeRate), takerCommission: numberOf(takerFeeRate) }, call.now))
    }),
    signed(mxDeduct, (call) => ok(coded({ mxDeductEnable: exchange.mxDeduct(call.account) }, call.now))),
    signed(setMxDeduct, (call) => {
      const on = needed(call, 'mxDeductEnable') === 'true'
      exchange.setMxDeduct(call.account, on)
      return ok(coded({ mxDeductEnable: on }, call.now))
    }),
    signed(apiKeyInfo, (call) => {
      const key = keys.find(needed(call, 'accessKey'))
      return key?.account === call.account ? ok(keyAnswer(key, call.now)) : fail(keyMissing)
    }),
    signed(editApiKey, (call) => {
      const key = keys.find(needed(call, 'apiKey'))
      if (key?.account !== call.account) return fail(keyMissing)
      const addresses = text(call, 'ipWhiteList')
      const ipWhiteList = addresses === undefined ? key.ipWhiteList : listOf(addresses)
      const wrong = wrongAddresses(ipWhiteList, MAX_ADDRESSES)
      if (wrong !== undefined) return fail(wrong)
      const edited = { ...key, ipWhiteList, note: text(call, 'note') ?? key.note }
      keys.put(edited)
      return ok({ note: edited.note, apikey: edited.apiKey, ipWhiteList: ipWhiteList.join(',') })
    }),
  ]
}

function hasSome([, balance]: readonly [string, BalanceRecord]): boolean {
  return balance.free !== '0' || balance.locked !== '0'
}

/** MEXC: the time is ISO text with an offset here, ms everywhere else. */
function keyAnswer(key: ApiKey, now: number): ApiKeyInfoAnswer {
  return {
    note: key.note,
    accessKey: key.apiKey,
    createTime: new Date(key.createdAt).toISOString().replace('Z', '+00:00'),
    permissions: key.permissions.join(','),
    remainingValidity: keyDaysLeft(key, now) ?? VALID_FOR_EVER,
    ipWhiteList: key.ipWhiteList.join(','),
    status: key.status ?? 'VALID',
  }
}
