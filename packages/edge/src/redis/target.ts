/** Redis targets: their addresses, the audience that events are masked for, and the names of keys. */

import type { Audience } from '@spotdeck/api'
import { hostsOf, parseRedisAddress } from './address.ts'

/** Configuration of a Redis target. */
export type RedisTarget = {
  /** `redis://` or `rediss://`, also with `+sentinel` or `+cluster`, with user, password and database where there are some. Never logged. */
  readonly url: string
  /** The first part of every key and channel; `spotdeck` unless told. */
  readonly prefix?: string | undefined
  /**
   * Audience of the subscribers of this Redis. The public receives no events of accounts, so it is not an audience
   * here.
   */
  readonly audience: Exclude<Audience, 'public'>
  /** True where the password may travel readable to another machine, by plain `redis://`. */
  readonly allowPlain?: boolean | undefined
  /** About how many of the newest events a stream keeps; 100,000 unless told. */
  readonly maxLength?: number | undefined
}

/** A target that has been checked. */
export type CheckedTarget = {
  readonly url: string
  /** The address without user, password and database: fit for logs. */
  readonly host: string
  /** True where keys of one account must be kept in one slot. */
  readonly isCluster?: boolean | undefined
  readonly prefix: string
  readonly audience: Exclude<Audience, 'public'>
  readonly maxLength: number
}

/** Names of one account's keys and channel. */
export type StreamNames = { readonly stream: string; readonly epoch: string; readonly channel: string }

const DEFAULT_PREFIX = 'spotdeck'
const DEFAULT_MAX_LENGTH = 100_000
const MIN_LENGTH = 1_000
/** Braces would be hash tags; a colon at the end would make two. */
const PREFIX = /^[\w.:-]{0,99}[\w.-]$/

/**
 * Checks the targets: returns them with their defaults, or in `trouble` the problem and the next step, without any
 * password.
 */
export function checkTargets(
  targets: readonly RedisTarget[],
): { readonly targets: readonly CheckedTarget[] } | { readonly trouble: string } {
  const checked: CheckedTarget[] = []
  for (const [index, target] of targets.entries()) {
    const found = checkTarget(target)
    if (typeof found === 'string') return { trouble: `redis[${index}]: ${found}` }
    // Channels know no database: the same prefix would mix two audiences in them.
    if (checked.some(({ host, prefix }) => host === found.host && prefix === found.prefix)) {
      return {
        trouble: `redis[${index}]: another target has ${found.host} and prefix ${found.prefix}: give it another prefix.`,
      }
    }
    checked.push(found)
  }
  return { targets: checked }
}

function checkTarget({ url, prefix = DEFAULT_PREFIX, audience, maxLength = DEFAULT_MAX_LENGTH }: RedisTarget) {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) return parsed.trouble
  const { address } = parsed
  if (!PREFIX.test(prefix))
    return 'prefix must be 1 to 100 letters, digits, dots, dashes, underscores or colons, and not end in a colon.'
  if (audience !== 'owner' && audience !== 'viewer')
    return 'audience must be owner or viewer: the public is owed no events.'
  if (!Number.isSafeInteger(maxLength) || maxLength < MIN_LENGTH)
    return `maxLength must be a whole number, at least ${MIN_LENGTH}.`
  const cluster = address.kind === 'cluster' ? { isCluster: true } : {}
  return { url, host: hostsOf(address), ...cluster, prefix, audience, maxLength }
}

/**
 * One stream an epoch, since Redis refuses an id at or below the last one for ever. `channel` lacks its topic. In a Cluster the account
 * stands in braces, by which its keys have one slot; channels never do.
 */
export function namesOf(
  { prefix, isCluster }: Pick<CheckedTarget, 'prefix' | 'isCluster'>,
  account: string,
  epoch: string,
): StreamNames {
  const base = `${prefix}:${isCluster === true ? `{${account}}` : account}`
  return { stream: `${base}:${epoch}`, epoch: `${base}:epoch`, channel: `${prefix}:${account}:` }
}
