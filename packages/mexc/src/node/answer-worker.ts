/** The worker that parses large answers: a text in, pieces of its value out, one for each request. */

import { parentPort } from 'node:worker_threads'
import { parseAnswer } from '@spotdeck/wire'
import { type AnswerPiece, piecesOf } from './answer-pieces.ts'

let pieces: Iterator<AnswerPiece> | undefined

function begin(text: string): Iterator<AnswerPiece> {
  try {
    return piecesOf(parseAnswer(text))
  } catch (error) {
    const failed: AnswerPiece = { type: 'failed', problem: error instanceof Error ? error.message : '' }
    return [failed].values()
  }
}

parentPort?.on('message', (text: string | undefined) => {
  if (text !== undefined) pieces = begin(text)
  parentPort?.postMessage(pieces?.next().value)
})
