/** A Redis in memory with the script's meaning, that can be away, slow, flushed, restarted and written to by others. */

import { type Append, type Appended, type OpenLink, type RedisLink, type StreamEntry, RedisRefusal } from '../link.ts'

type Stream = { entries: StreamEntry[]; lastId: string }

export class FakeRedis {
  readonly streams = new Map<string, Stream>()
  readonly pointers = new Map<string, string>()
  readonly published: string[] = []
  /** Outcomes of the next calls, in order; later calls succeed. */
  readonly faults: ('refuse' | 'break before' | 'break after' | 'hang before' | 'hang after')[] = []
  isAway = false
  /** Calls that hang: what they will have done when the machine goes on. */
  readonly #hanging: (() => void)[] = []
  #live = new Set<() => void>()

  readonly open: OpenLink = () => {
    if (this.isAway) return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
    let broken = false
    const cut = (): void => void (broken = true)
    this.#live.add(cut)
    const link: RedisLink = {
      append: (append) => (broken ? Promise.reject(new Error('The socket is closed.')) : this.#meet(append)),
      close: () => {
        this.#live.delete(cut)
        cut()
      },
    }
    return Promise.resolve(link)
  }

  textsOf(stream: string): readonly string[] {
    return this.streams.get(stream)?.entries.map(({ text }) => text) ?? []
  }

  flush(): void {
    this.streams.clear()
    this.pointers.clear()
  }

  /** Ends every connection; `kept`: how many entries of each stream were on its disk. */
  restart(kept: number): void {
    for (const cut of this.#live) cut()
    this.#live.clear()
    for (const [name, stream] of this.streams) {
      const entries = stream.entries.slice(0, kept)
      const lastId = entries.length === 0 ? undefined : `${entries.at(-1)?.seq}-0`
      if (lastId === undefined) this.streams.delete(name)
      else this.streams.set(name, { entries, lastId })
    }
  }

  /** A machine that had stopped goes on: what it was sent is carried out now. */
  resume(): void {
    for (const carryOut of this.#hanging.splice(0)) carryOut()
  }

  #meet(append: Append): Promise<Appended> {
    const fault = this.faults.shift()
    if (this.isAway) return Promise.reject(new Error('The socket closed unexpectedly.'))
    switch (fault) {
      case undefined:
        return Promise.resolve(this.#run(append))
      case 'refuse':
        return Promise.reject(new RedisRefusal('OOM command not allowed when used memory > maxmemory.'))
      case 'break before':
        return Promise.reject(new Error('The socket closed unexpectedly.'))
      case 'break after':
        this.#run(append)
        return Promise.reject(new Error('The socket closed unexpectedly.'))
      case 'hang before':
        this.#hanging.push(() => this.#run(append))
        return new Promise(() => undefined)
      case 'hang after':
        this.#run(append)
        return new Promise(() => undefined)
    }
  }

  #run(append: Append): Appended {
    const pointer = this.#point(append)
    const stream = this.streams.get(append.stream) ?? { entries: [], lastId: '0-0' }
    const lastText = stream.entries.find(({ seq }) => `${seq}-0` === stream.lastId)?.text
    if (stream.lastId !== append.expected) return { lastId: stream.lastId, added: false, pointer, lastText }
    for (const entry of append.entries) {
      stream.entries.push(entry)
      stream.lastId = `${entry.seq}-0`
      if (entry.seq > append.publishedTo) this.published.push(entry.text)
    }
    stream.entries = stream.entries.slice(Math.max(0, stream.entries.length - append.maxLength))
    if (stream.lastId !== '0-0') this.streams.set(append.stream, stream)
    return { lastId: stream.lastId, added: true, pointer, ...(append.entries.length === 0 ? { lastText } : {}) }
  }

  #point({ epochKey, epoch, claim }: Append): string {
    const known = this.pointers.get(epochKey)
    if (known !== undefined && !claim) return known
    this.pointers.set(epochKey, epoch)
    return epoch
  }
}
