// A thousand readers in a process of their own: bare sockets that only look for the mark of a tick's last event, so that what is
// measured is the server. Marks are `at<microseconds>;`. Started by fork; told what to open, asked what they saw.

import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

/** The same clock in both processes, in microseconds. */
export const nowUs = () => Math.round((performance.timeOrigin + performance.now()) * 1_000)
export const markNow = () => `at${nowUs()};`

const sockets = new Map()
const PONG_EVERY_MS = 15_000
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])

export function serveReaders() {
  const latencies = []
  process.on('message', async (job) => {
    if (job.op === 'open') {
      const opened = await Promise.all(Array.from({ length: job.count }, (_, n) => open(job, n, latencies)))
      sockets.set(job.name, opened)
    }
    if (job.op === 'close') for (const socket of sockets.get(job.name) ?? []) socket.destroy()
    process.send({ op: job.op, latencies: latencies.splice(0) })
  })
}

function open({ port, path, headers = {}, upgrade, say, stalled = 0 }, n, latencies) {
  const socket = connect(port, '127.0.0.1')
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  if (upgrade)
    lines.push(
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    )
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    socket.once('close', reject)
    socket.once('data', () => {
      if (say !== undefined) socket.write(textFrame(say))
      // Alive, as a pong that nobody asked for says too: what is stalled sends it and reads nothing from here on.
      if (upgrade) setInterval(() => socket.write(PONG), PONG_EVERY_MS).unref()
      if (n < stalled) socket.pause()
      else socket.on('data', (chunk) => look(chunk, latencies))
      setTimeout(() => resolve(socket), 200)
    })
  })
}

/** A mark that stands in two chunks is passed over. */
function look(chunk, latencies) {
  const now = nowUs()
  for (let at = chunk.indexOf('"at'); at >= 0; at = chunk.indexOf('"at', at + 3)) {
    const end = chunk.indexOf(';', at)
    if (end > 0) latencies.push((now - Number(chunk.latin1Slice(at + 3, end))) / 1_000)
  }
}

/** A client's frame: masked, as the protocol wants it, with a mask of zeros. */
function textFrame(text) {
  const body = Buffer.from(text)
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255])
  return Buffer.concat([head, Buffer.alloc(4), body])
}
