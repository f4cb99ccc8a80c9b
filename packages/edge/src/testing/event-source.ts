/** A small reader of text/event-stream that can send headers, which a browser's cannot. */

import { get } from 'node:http'

export type StreamEvent = { readonly event: string; readonly id: string; readonly data: unknown }

export class EventSourceClient {
  readonly events: StreamEvent[] = []
  lastId = ''
  /** True when the server ended the stream, false when it broke. */
  readonly ended: Promise<boolean>
  readonly #close: () => void

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    let resolveEnd: (clean: boolean) => void = () => {}
    this.ended = new Promise((resolve) => (resolveEnd = resolve))
    const request = get(url, { headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) this.#take(block)
      })
      response.on('end', () => resolveEnd(true))
      response.on('error', () => resolveEnd(false))
    })
    request.on('error', () => resolveEnd(false))
    this.#close = () => request.destroy()
  }

  close(): void {
    this.#close()
  }

  #take(block: string): void {
    const rows = block
      .split('\n')
      .map((row): [string, string] => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 2)])
    const fields = new Map(rows)
    const data = fields.get('data')
    if (data === undefined) return
    this.lastId = fields.get('id') ?? this.lastId
    this.events.push({
      event: fields.get('event') ?? 'message',
      id: fields.get('id') ?? '',
      data: JSON.parse(data) as unknown,
    })
  }
}
