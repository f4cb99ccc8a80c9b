/** Calls of a running gateway's REST API: its problems become errors of the command, by the same codes. */

import { type AccountInfo, type Problem, accountInfo, page, problem } from '@spotdeck/api'
import { SECOND_MS, defined } from '@spotdeck/ports'
import { CommandError } from './command-error.ts'
import type { Flags } from './config/settings.ts'
import { meant } from './meant.ts'
import type { ServingGateway } from './running-gateway.ts'

const TIMEOUT_MS = 20 * SECOND_MS

/** Parts of a call: GET unless told. */
export type GatewayCall = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: object | undefined
  readonly timeoutMs?: number
  /** Ends the call early. */
  readonly signal?: AbortSignal | undefined
  /** Idempotency-Key: a repeat with it gets the first answer. */
  readonly key?: string
}

/** Calls the gateway and returns the JSON of its answer. @throws {CommandError} `GATEWAY_…`, or the problem's code */
export async function callGateway(gateway: ServingGateway, path: string, call: GatewayCall = {}): Promise<unknown> {
  const { timeoutMs = TIMEOUT_MS, signal } = call
  const over = [AbortSignal.timeout(timeoutMs), signal ?? []].flat()
  const answer = await send(gateway, path, { ...call, signal: AbortSignal.any(over) })
  return answer.json().catch(() => undefined)
}

/** Accounts that the gateway serves. @throws {CommandError} as `callGateway` does */
export async function accountsOn(gateway: ServingGateway): Promise<readonly AccountInfo[]> {
  return page(accountInfo).parse(await callGateway(gateway, '/api/v1/accounts?limit=1000')).items
}

/** The account of `--account`, else the first. @throws {CommandError} `UNKNOWN_ACCOUNT`, and as `callGateway` does */
export async function accountOn(gateway: ServingGateway, { account: asked }: Flags): Promise<AccountInfo> {
  const accounts = await accountsOn(gateway)
  const found = asked === undefined ? accounts[0] : accounts.find(({ id }) => id === asked)
  if (found !== undefined) return found
  const ids = accounts.map(({ id }) => id)
  const message = `The gateway has no account ${String(asked ?? 'yet')}: write one of ${ids.join(', ')}.`
  throw new CommandError('UNKNOWN_ACCOUNT', message + meant(String(asked), ids))
}

/** Opens an event stream, which lasts until `signal` aborts. @throws {CommandError} as `callGateway` does */
export function openEvents(gateway: ServingGateway, path: string, signal: AbortSignal): Promise<Response> {
  return send(gateway, path, { signal })
}

type Sent = GatewayCall & { readonly signal: AbortSignal }

async function send(
  { url, token }: ServingGateway,
  path: string,
  { method = 'GET', body, key, signal }: Sent,
): Promise<Response> {
  const headers = defined({
    authorization: `Bearer ${token}`,
    'content-type': body === undefined ? undefined : 'application/json',
    'idempotency-key': key,
  })
  const sent = body === undefined ? null : JSON.stringify(body)
  const answer = await fetch(`${url}${path}`, { method, headers, body: sent, redirect: 'error', signal }).catch(
    (cause: unknown) => {
      const next = 'start it with `spotdeck gateway` or `spotdeck up`, then run this again'
      throw new CommandError('GATEWAY_NOT_RUNNING', `No gateway answers on ${url}: ${next}.`, { cause })
    },
  )
  if (answer.ok) return answer
  const trouble = problem.safeParse(await answer.json().catch(() => undefined))
  if (trouble.success) throw problemError(trouble.data)
  const message = `What answers on ${url} is no gateway (${answer.status}): name the right --data.`
  throw new CommandError('GATEWAY_ANSWER', message)
}

/** `detail` is the text of the exchange, or of the rule of a market that an order breaks. */
function problemError({ code, title, detail }: Problem): CommandError {
  return new CommandError(code, detail === undefined ? title : `${title} In full: ${detail}`)
}
