/** `spotdeck why`: what a code, a refused call or a refused signature means, and what to do. */

import { nodeSign } from '@spotdeck/ports/node'
import { CommandError } from '../command-error.ts'
import { hiddenAnswer, inputLines } from '../config/hidden-answer.ts'
import type { Flags } from '../config/settings.ts'
import { printResult, table } from '../print.ts'
import { type Explanation, explain } from '../why/explain.ts'
import { SIGNATURE_RULES, brokenRule } from '../why/signature.ts'

/** `spotdeck why`: prints what is known; `signature` asks for a request and the secret. */
export async function whyCommand(question: string, flags: Flags): Promise<void> {
  if (question === 'signature') return whySignature(flags)
  const found = explain(question)
  printResult(flags, { explanations: found }, found.map(described).join('\n\n'))
}

function described({ source, code, text, means, error, advice }: Explanation): string {
  const rows = [
    [`${source} ${code}`, means],
    ['its text', text ?? ''],
    ['error of the SDK', error ?? ''],
    ['what to do', advice],
  ]
  return table(rows.filter(([, cell]) => cell !== ''))
}

/** Nothing of the request is printed: it belongs to a key. */
async function whySignature(flags: Flags): Promise<void> {
  const [request = '', secret = '', body = ''] = process.stdin.isTTY
    ? [
        await hiddenAnswer('Request: its URL, or the text after the question mark (not shown): '),
        await hiddenAnswer('Secret (not shown): '),
        await hiddenAnswer('Body; empty where there is none (not shown): '),
      ]
    : await inputLines(process.stdin)
  if (request.trim() === '' || secret.trim() === '')
    throw new CommandError(
      'CREDENTIALS_MISSING',
      'Give the request, the secret and the body when asked, or as three lines on standard input.',
    )
  const [path = '', query = ''] = request.includes('?') ? request.trim().split(/\?(.*)/s) : ['', request.trim()]
  const rule = brokenRule({ query, body: body.trim(), secret: secret.trim() }, nodeSign, pathOf(path))
  const means = SIGNATURE_RULES[rule]
  printResult(flags, { rule, means }, `${means} (${rule})`)
}

const pathOf = (address: string): string => (URL.canParse(address) ? new URL(address).pathname : address)
