/** A route: an endpoint of the wire's table and what the sandbox answers to it. */

import { type AnyDecimal, type Decimal, tryDecimal } from '@spotdeck/exact'
import type { AnyEndpoint, Endpoint } from '@spotdeck/wire'
import type { ApiKey } from '../../venue/access/keys.ts'
import type { Reply } from './reply.ts'
import type { Parameters } from './request.ts'

/** A call as a route receives it. Its parameters match the endpoint's table. */
export type Call = {
  readonly parameters: Parameters
  /** The exchange's time, ms since the epoch. */
  readonly now: number
  /** The exchange's time as this caller sees it: `now` unless a fault changed it. */
  readonly shownNow: number
  readonly ip: string
}
/** A call whose signature was verified, with its key and account. */
export type SignedCall = Call & { readonly key: ApiKey; readonly account: string }

/** An endpoint with the function that answers it. */
export type Route =
  | { readonly security: 'public'; readonly endpoint: AnyEndpoint; readonly answer: (call: Call) => Reply<unknown> }
  | {
      readonly security: 'signed'
      readonly endpoint: AnyEndpoint
      readonly answer: (call: SignedCall) => Reply<unknown>
    }

/** Serves a public endpoint. The answer's type is the table's. */
export function open<Query, Answer>(endpoint: Endpoint<Query, Answer>, answer: (call: Call) => Reply<Answer>): Route {
  return { security: 'public', endpoint, answer }
}

/** Serves a signed endpoint. */
export function signed<Query, Answer>(
  endpoint: Endpoint<Query, Answer>,
  answer: (call: SignedCall) => Reply<Answer>,
): Route {
  return { security: 'signed', endpoint, answer }
}

/** The text of a parameter; `undefined` when it was not sent or is empty. */
export function text(call: { readonly parameters: Parameters }, name: string): string | undefined {
  const value = call.parameters.get(name)
  return value === '' ? undefined : value
}

/** The text of a parameter that the table requires. */
export function needed(call: Call, name: string): string {
  return call.parameters.get(name) ?? ''
}

/** Returns a parameter as a number; `undefined` when it was not sent or is empty. */
export function integer(call: Call, name: string): number | undefined {
  const value = text(call, name)
  return value === undefined ? undefined : Number(value)
}

/** A count of rows: `size` when none or 0 was sent, `most` at most; `name` is the parameter's, `limit` where absent. */
export type Sizes = { readonly size: number; readonly most: number; readonly name?: string }

/** Returns how many rows a call asks for. */
export function limit(call: Call, { size, most, name = 'limit' }: Sizes): number {
  return Math.min(integer(call, name) || size, most)
}

/** Returns the text as a decimal; `undefined` when it is absent or not a decimal. */
export function decimalOf<U extends string>(value: string | undefined): Decimal<U> | undefined {
  return value === undefined ? undefined : tryDecimal<U>(value)
}

/** The parts of a comma-separated list. */
export function listOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(',').filter((part) => part !== '')
}

/** A fraction as a JSON number, where MEXC sends numbers. */
export function numberOf(value: AnyDecimal): number {
  return Number(value)
}
