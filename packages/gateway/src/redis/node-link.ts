/**
 * Connection over node-redis. It never reconnects by itself: its owner opens another and reads the end of each stream.
 */

import { type Append, type Appended, type OpenLink, RedisRefusal } from './link.ts'
import { APPEND_SCRIPT, APPEND_SHA, parseAppended, scriptArguments } from './script.ts'

const CONNECT_TIMEOUT_MS = 5_000
/** One call is under way for one stream at a time. */
const MAX_QUEUED = 16

/** @throws when there is no Redis, or it does not let us in; no message holds the address's password */
export const openNodeLink: OpenLink = async (url) => {
  // Loaded with the first target: the package is large, and most gateways have none.
  const { ErrorReply, createClient } = await import('redis')
  const asRefusal = (error: unknown): Error => {
    if (error instanceof ErrorReply) return new RedisRefusal(error.message)
    return error instanceof Error ? error : new Error(String(error))
  }
  const client = createClient({
    url,
    RESP: 2,
    name: 'spotdeck',
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED,
    maintNotifications: 'disabled',
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
  })
  // Pending calls report a broken connection; an `error` event without a listener would end the process.
  client.on('error', () => undefined)
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    if (client.isOpen) client.destroy()
  }
  await client.connect().catch((error: unknown) => {
    close()
    throw asRefusal(error)
  })
  const run = async (append: Append): Promise<Appended> => {
    const rest = scriptArguments(append)
    try {
      return parseAppended(await client.sendCommand(['EVALSHA', APPEND_SHA, ...rest]))
    } catch (error) {
      if (!(error instanceof ErrorReply) || !error.message.startsWith('NOSCRIPT')) throw asRefusal(error)
    }
    return parseAppended(
      await client
        .sendCommand(['EVAL', APPEND_SCRIPT, ...rest])
        .catch((error: unknown) => Promise.reject(asRefusal(error))),
    )
  }
  return { append: run, close }
}
