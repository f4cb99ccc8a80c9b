/** Endpoints of trading fees, and of paying them in MX. */

import type { CodedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type NoQuery, required } from '../parameters.ts'

/** MEXC: fractions as JSON numbers here, as text in exchangeInfo. */
export type TradeFee = {
  readonly makerCommission: number
  readonly takerCommission: number
  readonly rpiMakerCommission?: number
}

/** Maker and taker fee of one symbol for this account. */
export const tradeFee: Endpoint<{ readonly symbol: string }, CodedAnswer<TradeFee>> = {
  ...SIGNED_READ,
  name: 'tradeFee',
  path: '/api/v3/tradeFee',
  does: 'The fee rates of one symbol.',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 20 },
  parameters: { symbol: required.text },
}

/** Setting of paying fees in MX. */
export type MxDeduct = { readonly mxDeductEnable: boolean }

/** Reads whether fees are paid in MX. */
export const mxDeduct: Endpoint<NoQuery, CodedAnswer<MxDeduct>> = {
  ...SIGNED_READ,
  name: 'mxDeduct',
  path: '/api/v3/mxDeduct/enable',
  does: 'Whether fees are paid in MX.',
  permission: 'SPOT_DEAL_READ',
  parameters: {},
}

/** Turns paying fees in MX on or off. */
export const setMxDeduct: Endpoint<{ readonly mxDeductEnable: boolean }, CodedAnswer<MxDeduct>> = {
  ...SIGNED_CHANGE,
  name: 'setMxDeduct',
  path: '/api/v3/mxDeduct/enable',
  does: 'Turns paying fees in MX on or off.',
  permission: 'SPOT_DEAL_WRITE',
  retry: 'read',
  parameters: { mxDeductEnable: required.boolean },
}
