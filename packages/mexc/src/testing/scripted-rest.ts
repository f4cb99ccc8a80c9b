/** A REST host for tests: answers by `METHOD path` as told, and keeps what it was asked. */

import type { HttpAnswer, HttpRequest } from '@spotdeck/ports'
import { parseParameters } from '@spotdeck/wire'

export type SeenCall = {
  readonly at: number
  /** Such as `GET /api/v3/order`. */
  readonly call: string
  readonly query: string
  readonly parameters: ReadonlyMap<string, string>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type Reply = HttpAnswer | ((seen: SeenCall) => HttpAnswer | Promise<HttpAnswer>)

export const CLOCK = 'GET /api/v3/time'

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers, body: JSON.stringify(value) }
}

export function refusal(code: number | string, msg = 'no', status = 400): HttpAnswer {
  return json({ code, msg }, status)
}

export function page(status: number, html: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers, body: html }
}

export class ScriptedRest {
  readonly calls: SeenCall[] = []
  /** Lead of the exchange's clock, in ms. */
  aheadMs = 0
  readonly #now: () => number
  /** The last reply of a list goes on for ever. */
  readonly #replies = new Map<string, Reply[]>()

  constructor(now: () => number) {
    this.#now = now
    this.on(CLOCK, () => json({ serverTime: this.#now() + this.aheadMs }))
  }

  on(call: string, ...replies: readonly Reply[]): this {
    this.#replies.set(call, [...replies])
    return this
  }

  /** Requests so far, without those for the clock unless it is named. */
  seen(call?: string): readonly SeenCall[] {
    return this.calls.filter((seen) => (call === undefined ? seen.call !== CLOCK : seen.call === call))
  }

  http = (request: HttpRequest): HttpAnswer | Promise<HttpAnswer> => {
    const { pathname, search } = new URL(request.url)
    const query = search.slice(1)
    const seen: SeenCall = {
      at: this.#now(),
      call: `${request.method} ${pathname}`,
      query,
      parameters: new Map(parseParameters(query)),
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
    }
    this.calls.push(seen)
    const replies = this.#replies.get(seen.call) ?? []
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    if (reply === undefined) return refusal(404, 'no such call', 404)
    return typeof reply === 'function' ? reply(seen) : reply
  }
}
