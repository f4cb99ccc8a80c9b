/** `spotdeck inspect`: frames of MEXC's streams, in hex or Base64, as JSON with what the schema does not know. */

import { type DecodedPush, decodePush } from '@spotdeck/wire'
import { CommandError } from '../command-error.ts'
import { inputLines } from '../config/hidden-answer.ts'
import type { Flags } from '../config/settings.ts'
import { printReady } from '../print.ts'

/** `spotdeck inspect`: prints each frame; without an argument those on standard input, one a line. */
export async function inspectCommand(frame: string | undefined, { json }: Flags): Promise<void> {
  const frames = frame === undefined ? await inputLines(process.stdin) : [frame]
  for (const text of frames.filter((one) => one !== ''))
    printReady(JSON.stringify(readable(decoded(text)), undefined, json === true ? undefined : 2))
}

/** Hex, as programs write it: with blanks, colons or 0x. */
const HEX = /^(?:0x)?(?:[\da-f]{2}[\s:]*)+$/i
const BASE64 = /^[\w+/-]+={0,2}$/

/** Text in hex may be Base64 too: it is tried second. @throws {CommandError} `FRAME_UNREADABLE` */
function decoded(text: string): DecodedPush {
  const bytes = [
    ...(HEX.test(text) ? [Buffer.from(text.replace(/^0x|[\s:]/gi, ''), 'hex')] : []),
    ...(BASE64.test(text) ? [Buffer.from(text, 'base64')] : []),
  ]
  let cause: unknown
  for (const one of bytes) {
    try {
      return decodePush(one)
    } catch (error) {
      cause ??= error
    }
  }
  const why = cause instanceof Error ? cause.message : 'It is neither hex nor Base64.'
  throw new CommandError(
    'FRAME_UNREADABLE',
    `This is no frame of MEXC's streams. ${why} Copy one whole binary frame.`,
    { cause },
  )
}

/** Unknown fields as hex. */
function readable({ unknown, ...push }: DecodedPush): object {
  return {
    ...push,
    unknown: unknown.map(({ bytes, ...field }) => ({ ...field, hex: Buffer.from(bytes).toString('hex') })),
  }
}
