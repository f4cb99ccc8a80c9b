/**
 * A push as it goes over a WebSocket: framed once, shared by every socket that gets it. The header of a server's binary
 * message has no mask (RFC 6455, section 5.2), so the same bytes serve all.
 */

const BINARY_MESSAGE = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

/** Answers the framed bytes of a message; for the same message the same bytes, as long as anybody holds it. */
export function openFraming(): (message: Uint8Array) => Buffer {
  const framed = new WeakMap<Uint8Array, Buffer>()
  return (message) => {
    const known = framed.get(message)
    if (known !== undefined) return known
    const made = Buffer.concat([headerOf(message.length), message])
    framed.set(message, made)
    return made
  }
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
