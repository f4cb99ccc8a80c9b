/** Lower-case hex HMAC-SHA256 of `text`. Synchronous: promises settled by a thread pool follow no seed. */
export type Sign = (secret: string, text: string) => string
