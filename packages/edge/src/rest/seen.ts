/** Masks the desk's answers for a caller. */

import { type Audience, type Page, type TableName, type View, mask } from '@spotdeck/api'
import type { FollowedAccount } from '../desk.ts'
import type { Hides, Reports } from '@spotdeck/reports'
import { holderOf } from '@spotdeck/desk'
import { type EdgeAnswer, json } from '../answer/answer.ts'
import type { Call, CallTools } from './call.ts'
import { encryptCursor } from './paging.ts'
import { ProblemError } from '../answer/problem.ts'

/** The caller's view of the account of the path; ids that are shown are remembered, so that they resolve quickly. */
export function viewOf(call: Call<unknown, unknown>): View {
  const { id } = accountOf(call)
  return { ...call.views.of(id, call.audience), maskId: call.knownIds.masking(id) }
}

/**
 * The account named in the path; the router has checked that the caller may read it.
 * @throws {ProblemError} `NOT_FOUND` on a route whose path names no account
 */
export function accountOf({ account }: { readonly account: FollowedAccount | undefined }): FollowedAccount {
  if (account === undefined) throw new ProblemError('NOT_FOUND')
  return account
}

/** The reports of the account named in the path, for whom the caller is: the owner's preview of an audience is the owner's. */
export function reportsOf(call: Pick<Call<unknown, unknown>, 'account' | 'principal'>): Reports {
  const { reports, guestReports } = accountOf(call)
  return holderOf(call.principal).audience === 'owner' ? reports : guestReports
}

/** Names hidden from the caller, applied before lists are paged; `undefined` if none are. */
export const hidesOf = (call: Call<unknown, unknown>): Hides | undefined =>
  call.views.of(accountOf(call).id, call.audience).leavesOut

/** Masks an object for the caller. @throws {ProblemError} `NOT_FOUND` when the object names a hidden asset or symbol */
export function masked(call: Call<unknown, unknown>, table: TableName, value: object): EdgeAnswer {
  const left = mask(table, value, viewOf(call))
  if (left === undefined) throw new ProblemError('NOT_FOUND')
  return json(left)
}

/** A page that was read with `hidesOf`, as the caller may see it. */
export function maskedPage(call: Call<unknown, unknown>, table: TableName, found: Page<object>): EdgeAnswer {
  const view = viewOf(call)
  const items = found.items.flatMap((item) => mask(table, item, view) ?? [])
  return json({ items, nextCursor: encryptCursor(call, found.nextCursor) })
}

/**
 * For answers that are sums over a span: a narrow span of one order would tell what is left out for the caller.
 * @throws {ProblemError} `AUDIENCE_FORBIDDEN`
 */
export function rejectHiddenTotals({
  views,
  audience,
}: {
  readonly views: CallTools['views']
  readonly audience: Audience
}): void {
  if (views.isLimited(audience)) throw new ProblemError('AUDIENCE_FORBIDDEN')
}
