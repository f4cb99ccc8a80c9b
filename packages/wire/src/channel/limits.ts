/** Limits of the stream server, as documented or measured; the SDK stays within them, the sandbox enforces them. */

export const STREAM_LIMITS = {
  /** Subscriptions on one connection, counted over all requests. */
  channelsPerConnection: 30,
  /** Messages from the client; the one beyond closes the connection. */
  messagesPerSecond: 100,
  /** A connection without one accepted subscription is closed after this. */
  withoutSubscriptionMs: 30_000,
  /** A subscribed connection is closed after this long without a push and without a PING. */
  silenceMs: 60_000,
  /** No connection lives longer. */
  connectionAgeMs: 24 * 60 * 60_000,
  listenKeysPerUser: 60,
  connectionsPerListenKey: 5,
  /** From its creation or its last extension. */
  listenKeyLifeMs: 60 * 60_000,
} as const
