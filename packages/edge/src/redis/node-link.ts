/**
 * Connection of a target: the append script over one connection to Redis. It never reconnects by itself: its owner opens another and reads
 * the end of each stream.
 */

import { parseRedisAddress } from './address.ts'
import { openConnection } from './connection.ts'
import { type Append, type Appended, type OpenLink, RedisRefusal } from './link.ts'
import { APPEND_SCRIPT, APPEND_SHA, parseAppended, scriptArguments } from './script.ts'

/** @throws when there is no Redis, or it does not let us in; no message holds the address's password */
export const openNodeLink: OpenLink = async (url) => {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) throw new Error(parsed.trouble)
  const connection = await openConnection(parsed.address)
  const run = async (append: Append): Promise<Appended> => {
    const rest = scriptArguments(append)
    try {
      return parseAppended(await connection.call(append.stream, ['EVALSHA', APPEND_SHA, ...rest]))
    } catch (error) {
      if (!(error instanceof RedisRefusal) || error.code !== 'NOSCRIPT') throw error
    }
    return parseAppended(await connection.call(append.stream, ['EVAL', APPEND_SCRIPT, ...rest]))
  }
  return { append: run, close: () => connection.close() }
}
