// Readers of long answers: count bytes and lines without keeping them.

/** Reads a stream or an export to its end, or until a position of at least `untilSeq` or a number of lines; answers how much there was. */
export async function drain({ url, headers }, path, { untilSeq, untilLine = Infinity } = {}) {
  const answer = await fetch(url + path, { headers: { ...headers, accept: '*/*' } })
  if (!answer.ok) throw new Error(`${answer.status} ${(await answer.json()).code}`)
  let [bytes, lines, tail] = [0, 0, '']
  const decoder = new TextDecoder()
  for await (const chunk of answer.body) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines += 1
    if (lines >= untilLine) break
    if (untilSeq === undefined) continue
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4_096)
    if (tail.includes('event: reset')) return `reset after ${mb(bytes)}`
    const seq = Number(/^id: ?[0-9a-f]+:(\d+)[^\n]*\n(?![^]*^id:)/m.exec(tail)?.[1] ?? 0)
    if (seq >= untilSeq) return mb(bytes)
  }
  return `${mb(bytes)}, ${lines} lines`
}

const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

/**
 * Follows an event stream until it leaves. `event` gets the time at which the exchange sent what it is of, where it says so; `position`
 * is where to go on.
 */
export function follow({ url, headers }, path, { event, reset, failed }) {
  const leaving = new AbortController()
  let at
  const take = (block) => {
    at = /^id: ?(\S+)/m.exec(block)?.[1] ?? at
    if (block.startsWith('event: reset')) return reset()
    if (!/^event:/m.test(block) && block.includes('data:'))
      event(Number(/"sentAt":(\d+)/.exec(block)?.[1] ?? 0) || undefined)
  }
  const read = async () => {
    const answer = await fetch(url + path, { headers, signal: leaving.signal })
    if (!answer.ok) throw new Error(String(answer.status))
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of answer.body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop()
      for (const block of blocks) take(block)
    }
    throw new Error('ended')
  }
  read().catch((error) => void (leaving.signal.aborted || failed(error)))
  return { leave: () => leaving.abort(), position: () => at }
}
