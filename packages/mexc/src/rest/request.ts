/** Calls that the endpoint table does not have, described for the limits, the signature and the retry rule. */

import { type Endpoint, ORDER_POOL, type Parameter } from '@spotdeck/wire'
import { InvalidRequest } from '../errors/mexc-error.ts'
import type { CallOptions } from './rest-client.ts'

/** Parameters of a request. Decimals are text: a number is a whole one, a list is sent comma-separated. */
export type RequestParameters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Options of a request. */
export type RequestOptions = Omit<CallOptions, 'unreadableRow'> & {
  /** Sends the API key and a signature; false by default. */
  readonly signed?: boolean
  /** Weight in the 10 s windows of the address; 1 by default. */
  readonly weight?: number
}

const PATH = /^\/api\/v3\/[\w/-]+$/
/** MEXC: these draw on the budget of orders. */
const ORDER_PATH = /^\/api\/v3\/(?:order|batchOrders|openOrders)$/

/**
 * Describes a call. GET is repeated freely; after any other the outcome of a lost answer is unknown.
 * @throws {InvalidRequest} for a path that is not one below `/api/v3/`, or holds parameters
 */
export function requestEndpoint(
  { method, path }: { readonly method: Endpoint<unknown, unknown>['method']; readonly path: string },
  parameters: RequestParameters,
  { signed = false, weight = 1 }: RequestOptions,
): Endpoint<RequestParameters, unknown> {
  const name = `${method} ${path}`
  if (!isPath(path)) throw new InvalidRequest({ problem: 'The path is one below /api/v3/, without parameters.' })
  const isRead = method === 'GET'
  return {
    ...{ name, method, path, does: '', source: '' },
    security: signed ? 'signed' : 'public',
    weight: { ip: weight },
    retry: isRead ? 'read' : 'never',
    extraLimits: !isRead && ORDER_PATH.test(path) ? [ORDER_POOL] : [],
    parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { type: kindOf(value) }])),
  }
}

const isPath = (path: string): path is `/api/v3/${string}` => PATH.test(path)

function kindOf(value: RequestParameters[string]): Parameter['type'] {
  if (typeof value === 'number') return 'integer'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'object' ? 'list' : 'string'
}
