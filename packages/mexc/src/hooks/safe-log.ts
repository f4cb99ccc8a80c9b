/** A log whose failures are its own: what it throws reaches nobody who logs, least of all an order that is placed already. */

import type { Log } from '@spotdeck/ports'

/** Wraps a log so that it never throws; an entry that fails is lost. */
export function safeLog(log: Log): Log {
  const quietly =
    (level: keyof Log): Log[typeof level] =>
    (fields, message) => {
      try {
        log[level](fields, message)
      } catch {
        // There is nowhere else to say it.
      }
    }
  return { debug: quietly('debug'), info: quietly('info'), warn: quietly('warn'), error: quietly('error') }
}
