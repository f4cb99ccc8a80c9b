/** Records every call that changes something in the audit log: opened before the change, settled once with its outcome. */

import { type AuditAction, type AuditRecord, problemStatus, standingIn } from '@spotdeck/api'
import { codeOf, describeError, SECOND_MS, defined, parseJson, withDeadline } from '@spotdeck/ports'
import { z } from 'zod'
import {
  type AuditEntry,
  type AuditLane,
  type AuditResult,
  laneOf,
  reducesRisk,
  type Principal,
  audienceOf,
} from '@spotdeck/desk'
import { FORWARDED } from '../forwarding.ts'
import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import type { AuditSubject, EdgeContext, RouterCall } from './call.ts'
import { type Match, placeOf } from './match.ts'
import { ProblemError } from '../answer/problem.ts'

/** Caller of a changing route. */
export type RecordedCaller = {
  readonly request: EdgeRequest
  readonly found: Match
  readonly caller: Principal
  readonly action: AuditAction
}

/** Refusals for lack of a right. */
const FORBIDDEN: ReadonlySet<string> = new Set(['ROLE_FORBIDDEN', 'AUDIENCE_FORBIDDEN', 'SCOPE_FORBIDDEN'])
/** Time that a cancel, a sign-out or a revocation waits for its record, in ms. */
const REDUCING_WAITS_MS = SECOND_MS
const MAX_NAME = 100
const MAX_ADDRESS = 64
/** A request id of the caller; others are left out. */
const REQUEST_ID = /^[\w.:-]{1,100}$/

/** The caller as it is recorded; `undefined` for routes that change nothing, and for strangers. */
export function recordedCaller(
  request: EdgeRequest,
  found: Match,
  caller: Principal | undefined,
): RecordedCaller | undefined {
  const { action = 'none' } = found.route
  return action === 'none' || caller === undefined ? undefined : { request, found, caller, action }
}

/** Checks a call by `check`, and records its refusal for lack of a right; nobody waits for that record. */
export function recordingRefusal<T>(context: EdgeContext, who: RecordedCaller | undefined, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (who !== undefined && error instanceof ProblemError && FORBIDDEN.has(error.code)) {
      const result = { outcome: error.code, status: problemStatus[error.code] }
      void open(context, entryOf(context, who, { target: targetOf(who.found) }), { lane: 'refusals', result })
    }
    throw error
  }
}

/**
 * Does `work` between its two records.
 * @throws {ProblemError} `AUDIT_UNAVAILABLE` where the first cannot be written, and the action adds risk or access: nothing was done
 */
export async function recorded(
  context: EdgeContext,
  { who, call }: { readonly who: RecordedCaller | undefined; readonly call: RouterCall },
  work: () => Promise<EdgeAnswer>,
): Promise<EdgeAnswer> {
  if (who === undefined) return work()
  const { found, caller, action } = who
  const subject = found.route.subject?.(call) ?? { target: targetOf(found) }
  const lane = audienceOf(caller) === 'owner' ? laneOf(action) : 'refusals'
  const opening = open(context, entryOf(context, who, subject), { lane })
  if (reducesRisk(action)) await atMost(context, opening)
  else if ((await opening) === undefined) throw new ProblemError('AUDIT_UNAVAILABLE')
  const settled = (result: AuditResult): void => void opening.then((n) => settle(context, n, result))
  try {
    const answer = await work()
    settled(resultOf(answer, subject))
    return answer
  } catch (error) {
    const code = error instanceof ProblemError ? error.code : unexpected(error)
    settled({ outcome: code, status: problemStatus[code] })
    throw error
  }
}

/** Waits for a record, but not longer than what takes risk away may wait. The record is written later then. */
async function atMost({ world: { timers } }: EdgeContext, opening: Promise<unknown>): Promise<void> {
  const late = () => new ProblemError('AUDIT_UNAVAILABLE')
  await withDeadline(opening, { timers, ms: REDUCING_WAITS_MS, late }).catch(() => undefined)
}

const unexpected = (error: unknown): 'STORE_UNREACHABLE' | 'INTERNAL' =>
  codeOf(error) === 'STORE_UNREACHABLE' ? 'STORE_UNREACHABLE' : 'INTERNAL'

/** Number of the record; `undefined` where it could not be written, which is logged and counted. */
async function open(
  context: EdgeContext,
  entry: AuditEntry,
  { lane, result }: { readonly lane: AuditLane; readonly result?: AuditResult },
): Promise<number | undefined> {
  try {
    return await context.access.audit.open(entry, lane, result)
  } catch (error) {
    failed(context, error, 'open')
    return undefined
  }
}

/** Nobody waits for the outcome to be stored. */
function settle(context: EdgeContext, n: number | undefined, result: AuditResult): void {
  if (n === undefined) return
  try {
    const settled = context.access.audit.settle(n, result)
    if (settled instanceof Promise) settled.catch((error: unknown) => failed(context, error, 'settle'))
  } catch (error) {
    failed(context, error, 'settle')
  }
}

function failed({ world, metrics }: EdgeContext, error: unknown, step: 'open' | 'settle'): void {
  metrics.auditFailed(step)
  world.log.error({ step, ...describeError(error) }, 'audit record not written')
}

function entryOf(
  { world }: EdgeContext,
  { request, found, caller, action }: RecordedCaller,
  { target, symbol, side }: AuditSubject,
): AuditEntry {
  const { id: credential, kind, label = '', user, grants, as } = caller
  const account = found.path['account']?.slice(0, MAX_NAME)
  const requestId = request.headers['x-request-id']
  const optional: Partial<AuditRecord> = defined({
    user: user === undefined ? undefined : { id: user.id, name: user.name },
    role: standingIn(grants, placeOf(found.route, found.path['account']), as)?.role,
    account,
    target: target === '' ? undefined : target?.slice(0, MAX_NAME),
    symbol,
    side,
    requestId: requestId !== undefined && REQUEST_ID.test(requestId) ? requestId : undefined,
  })
  const from = request.ip.slice(0, MAX_ADDRESS)
  const common = { time: world.clock.now(), action, credential, kind, label, audience: audienceOf(caller) }
  const door = request.headers[FORWARDED] === undefined ? 'rest' : 'gateway'
  return { ...common, ...optional, door, from }
}

/** The last named part of a path besides the account. */
function targetOf({ path }: Match): string | undefined {
  return Object.entries(path)
    .filter(([name]) => name !== 'account')
    .at(-1)?.[1]
}

const problemText = z.object({ code: z.string().max(MAX_NAME) })
const madeText = z.object({ id: z.string().max(MAX_NAME) })

/** Outcome of an answer, and the id of what was made. */
function resultOf({ status, body }: EdgeAnswer, { target }: AuditSubject): AuditResult {
  const content = typeof body === 'string' && (status >= 400 || status === 201 || status === 202) ? parseJson(body) : {}
  const code = status === 201 ? undefined : problemText.safeParse(content).data?.code
  const made = target === undefined && status === 201 ? madeText.safeParse(content).data?.id : undefined
  return { outcome: code ?? (status >= 400 ? 'INTERNAL' : 'ok'), status, target: made }
}
