/** Secrets given to a command: typed on the terminal without being shown, or on standard input; never a flag. */

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { MINUTE_MS } from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'

/** Somebody may have to look the answer up. */
const ANSWER_WITHIN_MS = 10 * MINUTE_MS
/** A script has it at hand. */
const INPUT_WITHIN_MS = MINUTE_MS
const MAX_INPUT_CHARACTERS = 64 * 1024

/** Asks on the terminal and shows nothing of the answer. @throws {CommandError} `CANCELED` by Ctrl+C or after 10 min */
export async function hiddenAnswer(question: string): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  const ended = new AbortController()
  terminal.on('SIGINT', () => ended.abort())
  try {
    return await terminal.question('', {
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    })
  } catch (cause) {
    throw new CommandError('CANCELED', 'No answer was given: nothing was changed. Run it again.', { cause })
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

/** Lines of an input, without blanks around them. @throws {CommandError} `CANCELED` where it does not end in 1 min */
export async function inputLines(input: NodeJS.ReadableStream & { destroy(): unknown }): Promise<readonly string[]> {
  const late = setTimeout(() => input.destroy(), INPUT_WITHIN_MS)
  let text = ''
  try {
    for await (const chunk of input) {
      text += String(chunk)
      if (text.length > MAX_INPUT_CHARACTERS) break
    }
  } catch (cause) {
    throw new CommandError('CANCELED', 'Standard input did not end: write the lines to it and close it.', { cause })
  } finally {
    clearTimeout(late)
  }
  return text.split('\n').map((line) => line.trim())
}
