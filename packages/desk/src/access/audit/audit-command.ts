/** Audit records of commands on the gateway's own machine. */

import type { AuditAction } from '@spotdeck/api'
import { codeOf, type Clock, defined } from '@spotdeck/ports'
import { type Awaitable, after } from '../awaitable.ts'
import { type AuditResult, type AuditStore, laneOf, reducesRisk } from './audit-store.ts'

/** A change by a command; `target`: id of what is changed, where it is known before. */
export type CommandChange = { readonly action: AuditAction; readonly target?: string | undefined }
/**
 * Runs a change and records it. Where the record cannot be written, what adds access fails before it is done, and what takes access
 * away goes on. @throws {StoreError} `STORE_*`, and errors of the file
 */
export type RecordCommand = <T>(
  change: CommandChange,
  work: () => Awaitable<T>,
  madeOf?: (made: T) => string | undefined,
) => Awaitable<T>

/** Returns the function that records commands in a store. */
export function recordsOfCommands(audit: AuditStore, clock: Clock): RecordCommand {
  return ({ action, target }, work, madeOf) => {
    const common = { time: clock.now(), action, label: '', audience: 'owner', from: '' } as const
    const entry = { ...common, kind: 'command', door: 'command', ...defined({ target }) } as const
    const opened: Awaitable<number | undefined> = reducesRisk(action)
      ? orUndefined(() => audit.open(entry, laneOf(action)))
      : audit.open(entry, laneOf(action))
    return after(opened, (n) => {
      // The secret of a token is shown once: it is shown although its outcome could not be written.
      const settled = (result: AuditResult): Awaitable<unknown> =>
        n === undefined ? undefined : orUndefined(() => audit.settle(n, result))
      return outcomeOf(work, {
        done: (made) => {
          const isDone = made !== false && made !== undefined
          return after(settled({ outcome: isDone ? 'ok' : 'NOT_FOUND', target: madeOf?.(made) }), () => made)
        },
        failed: (error) => settled({ outcome: codeOf(error) ?? 'INTERNAL' }),
      })
    })
  }
}

/** Runs a change, and hands on its result or its error; a change that fails fails once `failed` is done. */
function outcomeOf<T>(
  work: () => Awaitable<T>,
  {
    done,
    failed,
  }: { readonly done: (made: T) => Awaitable<T>; readonly failed: (error: unknown) => Awaitable<unknown> },
): Awaitable<T> {
  const fail = (error: unknown): Awaitable<never> =>
    after(failed(error), () => {
      throw error
    })
  let made: Awaitable<T>
  try {
    made = work()
  } catch (error) {
    return fail(error)
  }
  return made instanceof Promise ? made.then(done, fail) : done(made)
}

function orUndefined<T>(write: () => Awaitable<T>): Awaitable<T | undefined> {
  try {
    const written = write()
    return written instanceof Promise ? written.catch(() => undefined) : written
  } catch {
    return undefined
  }
}

type Made = { readonly credential: { readonly id: string } }
type TokenCalls<Wish, Created extends Made> = {
  createToken(wish: Wish): Awaitable<Created>
  createMetricsToken(label: string): Awaitable<Created>
  revokeToken(id: string): Awaitable<boolean>
}

/** The calls that make and revoke tokens, each of which is recorded: only commands make them. */
export function recordingTokens<Wish, Created extends Made>(
  calls: TokenCalls<Wish, Created>,
  record: RecordCommand,
): TokenCalls<Wish, Created> {
  const idOf = ({ credential }: Created): string => credential.id
  return {
    createToken: (wish) => record({ action: 'token-made' }, () => calls.createToken(wish), idOf),
    createMetricsToken: (label) => record({ action: 'token-made' }, () => calls.createMetricsToken(label), idOf),
    revokeToken: (id) => record({ action: 'token-revoked', target: id }, () => calls.revokeToken(id)),
  }
}
