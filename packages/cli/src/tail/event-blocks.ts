/** Reads an event stream (SSE) block by block, and ends where it is silent. */

import { SECOND_MS, type Timers, withDeadline } from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'

/** One block: `event` is `message` where the stream names none. */
export type EventBlock = { readonly event: string; readonly id: string | undefined; readonly data: string }

/** A gateway sends a position every 15 s. */
const SILENT_AFTER_MS = 45 * SECOND_MS
const MAX_BLOCK_CHARACTERS = 16 * 1024 * 1024

/** Blocks of a body, in order. @throws {CommandError} `STREAM_SILENT`, `GATEWAY_ANSWER` for a block without end */
export async function* eventBlocks(body: ReadableStream<Uint8Array>, timers: Timers): AsyncGenerator<EventBlock> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const chunk = await nextChunk(reader, timers)
      if (chunk === undefined) return
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      if (rest.length > MAX_BLOCK_CHARACTERS)
        throw new CommandError('GATEWAY_ANSWER', 'The stream sends an event without end: name the right --data.')
      yield* blocks.map(blockOf)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>, timers: Timers): Promise<Chunk> {
  const message = 'The gateway has sent nothing for 45 s: look whether it runs, then go on with --since.'
  const late = (): Error => new CommandError('STREAM_SILENT', message)
  return (await withDeadline(reader.read(), { timers, ms: SILENT_AFTER_MS, late })).value
}

type Chunk = Uint8Array | undefined

function blockOf(text: string): EventBlock {
  const field = (name: string): string | undefined => {
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}:`))
    return lines.length === 0
      ? undefined
      : lines.map((line) => line.slice(name.length + 1).replace(/^ /, '')).join('\n')
  }
  return { event: field('event') ?? 'message', id: field('id'), data: field('data') ?? '' }
}
