/**
 * Pushes as they go over a WebSocket: framed once, and what goes out together joined once, shared by every socket that gets
 * it. The header of a server's binary message has no mask (RFC 6455, section 5.2), so the same bytes serve all.
 */

const BINARY_MESSAGE = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

/** Messages that go out one after the other; the same object for all who are sent the same ones. */
export type Run = {
  readonly message: Uint8Array
  /** Messages before `message`. */
  readonly before: Run | undefined
  /** Size of all its messages, in bytes. */
  readonly length: number
  /** The runs that go on from here, by their last message. */
  after: Map<Uint8Array, Run> | undefined
  /** All messages, framed; set after the first send. */
  bytes: Buffer | undefined
}

/** Makes runs: by what went before and a message, the same run as long as anybody holds its first message. */
export function openRuns(): (before: Run | undefined, message: Uint8Array) => Run {
  const first = new WeakMap<Uint8Array, Run>()
  // A message that goes to many sockets asks for the same run again and again.
  let last: Run | undefined
  return (before, message) => {
    if (last?.message === message && last.before === before) return last
    const known = before === undefined ? first.get(message) : before.after?.get(message)
    last = known ?? {
      message,
      before,
      length: (before?.length ?? 0) + message.length,
      after: undefined,
      bytes: undefined,
    }
    if (known !== undefined) return last
    if (before === undefined) first.set(message, last)
    else (before.after ??= new Map()).set(message, last)
    return last
  }
}

/** The bytes of a run; they are shared and never written to. */
export function bytesOf(run: Run): Buffer {
  if (run.bytes !== undefined) return run.bytes
  const pieces: Uint8Array[] = []
  for (let at: Run | undefined = run; at !== undefined; at = at.before)
    pieces.push(at.message, headerOf(at.message.length))
  return (run.bytes = Buffer.concat(pieces.reverse()))
}

function headerOf(length: number): Buffer {
  if (length < LENGTH_16) return Buffer.from([BINARY_MESSAGE, length])
  if (length < 0x10000) {
    const header = Buffer.from([BINARY_MESSAGE, LENGTH_16, 0, 0])
    header.writeUInt16BE(length, 2)
    return header
  }
  const header = Buffer.alloc(10)
  header[0] = BINARY_MESSAGE
  header[1] = LENGTH_64
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
