/** Checks of a call's parameters: the code of each that is missing or wrong. */

import { tryDecimal } from '@spotdeck/exact'
import { type AnyEndpoint, type Parameter, placeOrder, testOrder } from '@spotdeck/wire'
import type { Refusal } from '../../venue/contract/exchange.ts'
import { listed, refusals } from '../../venue/contract/refusals.ts'
import type { Parameters } from './request.ts'

/** Checks what was sent against the endpoint's table; `undefined`: all of it can be read. */
export function checkParameters(
  endpoint: Pick<AnyEndpoint, 'name' | 'parameters'>,
  sent: Parameters,
): Refusal | undefined {
  for (const [name, parameter] of Object.entries(endpoint.parameters)) {
    const value = sent.get(name)
    if (value === undefined || value === '') {
      if (parameter.required === true) return missing(endpoint.name, name)
    } else if (!readable(parameter, value)) {
      return unreadable(endpoint.name, name)
    }
  }
  return undefined
}

function readable(parameter: Parameter, value: string): boolean {
  switch (parameter.type) {
    case 'decimal':
      return tryDecimal(value) !== undefined
    case 'integer':
      return /^\d{1,15}$/.test(value)
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'enum':
      return parameter.values?.includes(value) ?? true
    case 'string':
    case 'list':
    case 'json':
      return true
  }
}

/** Endpoints whose `type` is the type of an order. */
const ORDERS: ReadonlySet<string> = new Set<string>([placeOrder.name, testOrder.name])

/** MEXC: wallet and sub-account calls have a code for each thing that is missing; the others share 700004. */
const MISSING: Readonly<Record<string, Refusal>> = {
  amount: refusals.amountMissing,
  asset: refusals.coinMissing,
  coin: refusals.coinMissing,
  subAccount: listed(730600),
  'createSubAccount note': listed(730602),
  'createSubAccountKey note': listed(730700),
  permissions: listed(730701),
  apiKey: listed(730707),
  accessKey: listed(730707),
}

function missing(endpoint: string, parameter: string): Refusal {
  return MISSING[`${endpoint} ${parameter}`] ?? MISSING[parameter] ?? refusals.missing(parameter)
}

/** MEXC: an account type in lower case is a matter of characters. */
function unreadable(endpoint: string, parameter: string): Refusal {
  if (/accountType$/i.test(parameter)) return refusals.illegalCharacters(parameter)
  if (parameter === 'interval') return refusals.badInterval
  if (parameter === 'type' && ORDERS.has(endpoint)) return refusals.unknownType
  return parameter === 'amount' ? refusals.wrongAmount : refusals.badParameter
}
