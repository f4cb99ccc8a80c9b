/** Endpoints of trading fees, and of paying them in MX. */

import type { CodedAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { type NoQuery, required } from './parameters.ts'

/** MEXC: fractions as JSON numbers here, as text in exchangeInfo. */
export type TradeFee = {
  readonly makerCommission: number
  readonly takerCommission: number
  readonly rpiMakerCommission?: number
}

/** Maker and taker fee of one symbol for this account. */
export const tradeFee: Endpoint<{ readonly symbol: string }, CodedAnswer<TradeFee>> = {
  name: 'tradeFee',
  method: 'GET',
  path: '/api/v3/tradeFee',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 20 },
  retry: 'read',
  parameters: { symbol: required.text },
  source: 'docs 2025-08',
}

/** Setting of paying fees in MX. */
export type MxDeduct = { readonly mxDeductEnable: boolean }

/** Reads whether fees are paid in MX. */
export const mxDeduct: Endpoint<NoQuery, CodedAnswer<MxDeduct>> = {
  name: 'mxDeduct',
  method: 'GET',
  path: '/api/v3/mxDeduct/enable',
  security: 'signed',
  permission: 'SPOT_DEAL_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}

/** Turns paying fees in MX on or off. */
export const setMxDeduct: Endpoint<{ readonly mxDeductEnable: boolean }, CodedAnswer<MxDeduct>> = {
  name: 'setMxDeduct',
  method: 'POST',
  path: '/api/v3/mxDeduct/enable',
  security: 'signed',
  permission: 'SPOT_DEAL_WRITE',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { mxDeductEnable: required.boolean },
  source: 'docs 2025-08',
}
