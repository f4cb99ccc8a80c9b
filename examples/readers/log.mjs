// A log that is its own bookmark: one envelope a line, and the last whole line says where to go on.

import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'

/** `start` is `epoch:seq` for a log that is still empty. */
export function openLog(path, start) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  // A line without an end was cut in the middle: it is owed again.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  const last = whole.trimEnd().split('\n').at(-1)
  let at = last ? positionOf(JSON.parse(last)) : start ? positionIn(start) : undefined
  return {
    /** `{ epoch, seq }` of the last event, or where to start; undefined: from the snapshot. */
    get at() {
      return at
    },
    append(envelope) {
      appendFileSync(path, `${JSON.stringify(envelope)}\n`)
      at = positionOf(envelope)
    },
    moveTo(position) {
      at = positionOf(position)
    },
  }
}

const positionOf = ({ epoch, seq }) => ({ epoch, seq })

function positionIn(text) {
  const [epoch, seq] = text.split(':')
  return { epoch, seq: Number(seq) }
}

/** Ends the program on an error that no retry would mend: one line that says what to do. */
export function stop(why) {
  console.error(why)
  process.exit(1)
}
