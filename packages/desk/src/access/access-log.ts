/**
 * Writes logins, uses and rejections of credentials to the access store. Repeats are written once per interval, so that
 * neither a frequent subscriber nor an attacker fills the disk.
 */

import type { AccessRecord, Audience } from '@spotdeck/api'
import { type Clock, defined, MINUTE_MS } from '@spotdeck/ports'
import { attempt } from './awaitable.ts'
import type { AccessStore } from './store.ts'

/** Caller, as far as the credential identifies it. */
export type Who = { readonly id: string; readonly label?: string; readonly audience: Audience }
/** Transport and address that a caller used. */
export type Where = { readonly door: AccessRecord['door']; readonly from: string }

/** Records accesses and refusals. */
export interface AccessLog {
  /** Something that happens once: a login, a link. */
  happened(event: Exclude<AccessRecord['event'], 'used' | 'refused'>, where: Where, who?: Who): void
  used(who: Who, where: Where): void
  /** @param code why: a problem's code @param who credential that was refused, where it is known */
  refused(code: string, where: Where, who?: Who): void
}

/** The same is written again after this long. */
const REPEATED_MS = 15 * MINUTE_MS
/** Repeats remembered at most; further refusals within a quarter of an hour are not told apart. */
const MAX_REMEMBERED = 2_000
const MAX_FROM = 64

/** Opens an access log on a store. */
export function createAccessLog(store: Pick<AccessStore, 'record'>, clock: Clock): AccessLog {
  // Apart, so that a flood of refusals hides nobody who was let in.
  const [isUsedAgain, isRefusedAgain] = [repeats(clock), repeats(clock)]
  const write = (event: AccessRecord['event'], { door, from }: Where, who?: Who, code?: string): void => {
    const record: AccessRecord = {
      time: clock.now(),
      event,
      label: who?.label ?? '',
      door,
      from: from.slice(0, MAX_FROM),
      ...defined({ audience: who?.audience, credential: who?.id, code }),
    }
    // A record that cannot be kept must not keep anybody out.
    attempt(() => store.record(record))
  }
  return {
    happened: (event, where, who) => {
      if (event !== 'login-refused' || !isRefusedAgain(`${event} ${where.from}`)) write(event, where, who)
    },
    used(who, where) {
      if (!isUsedAgain(`used ${who.id} ${where.door} ${where.from}`)) write('used', where, who)
    },
    refused(code, where, who) {
      const key = `refused ${code} ${where.door} ${where.from} ${who?.id ?? ''}`
      if (!isRefusedAgain(key)) write('refused', where, who, code)
    },
  }
}

/**
 * Returns whether the same event came within the last quarter of an hour; beyond the limit every event counts as a
 * repeat.
 */
function repeats(clock: Clock): (key: string) => boolean {
  const written = new Map<string, number>()
  return (key) => {
    const now = clock.now()
    for (const [old, at] of written) {
      if (now - at < REPEATED_MS) break
      written.delete(old)
    }
    if (written.has(key) || written.size >= MAX_REMEMBERED) return true
    written.set(key, now)
    return false
  }
}
