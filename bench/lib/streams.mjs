// Readers of long answers: count bytes and lines without keeping them.

/** Reads a stream or an export to its end, or until a position of at least `untilSeq`; answers how much there was. */
export async function drain({ url, headers }, path, { untilSeq } = {}) {
  const answer = await fetch(url + path, { headers: { ...headers, accept: '*/*' } })
  if (!answer.ok) throw new Error(`${answer.status} ${(await answer.json()).code}`)
  let [bytes, lines, tail] = [0, 0, '']
  const decoder = new TextDecoder()
  for await (const chunk of answer.body) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines += 1
    if (untilSeq === undefined) continue
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4_096)
    if (tail.includes('event: reset')) return `reset after ${mb(bytes)}`
    const seq = Number(/^id: ?[0-9a-f]+:(\d+)[^\n]*\n(?![^]*^id:)/m.exec(tail)?.[1] ?? 0)
    if (seq >= untilSeq) return mb(bytes)
  }
  return `${mb(bytes)}, ${lines} lines`
}

const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
