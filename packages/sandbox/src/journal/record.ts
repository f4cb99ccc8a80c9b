/** Writes calls and connections into the journal: a front that wraps a front, and the record of a call. */

import { defined } from '@spotdeck/ports'
import { type Outcome, type RestRequest, parametersOf } from '../server/call/request.ts'
import { type Connection, type StreamFront, frontAround } from '../streams/front.ts'
import type { Peer } from '../streams/session.ts'
import type { AccountId } from '../venue/contract/exchange.ts'
import type { JournalWriter } from './journal.ts'

/** Longest text kept of a body or a message. */
export const MAX_TEXT = 4_000
const HIDDEN = '***'
/** Parameters whose values would let a reader act as the client. */
const SECRET_PARAMETERS = new Set(['signature', 'listenKey', 'secretKey', 'secret'])
const SECRET_FIELDS = /"(listenKey|secretKey|secret)"(\s*:\s*)(\[[^\]]*\]|"[^"]*")/g

/** Records a call and the outcome that its client gets; answers the outcome. */
export function recordCall(
  journal: JournalWriter,
  request: RestRequest,
  { outcome, account }: { readonly outcome: Outcome; readonly account: AccountId | undefined },
): Outcome {
  const answer = outcome.kind === 'answer' ? outcome.answer : undefined
  journal.add({
    kind: 'call',
    method: request.method,
    path: request.path,
    parameters: shownParameters(request),
    outcome: OUTCOMES[outcome.kind],
    delayMs: outcome.kind === 'answer' ? outcome.delayMs : 0,
    ...defined({
      apiKey: request.headers['x-mexc-apikey'],
      account,
      status: answer?.status,
      code: answer === undefined ? undefined : codeOf(answer.status, answer.body),
      answer: answer === undefined ? undefined : shownText(answer.body),
    }),
  })
  return outcome
}

const OUTCOMES = { answer: 'answered', silence: 'unanswered', break: 'broken' } as const

/** The same front, whose connections are in the journal: what leaves and what arrives. */
export function withJournal(
  front: StreamFront,
  journal: JournalWriter,
  accountOf: (listenKey: string) => AccountId | undefined,
): StreamFront {
  let opened = 0
  return frontAround(
    () => front,
    (peer, listenKey, blocked) => {
      const connection = ++opened
      const account = listenKey === undefined ? undefined : accountOf(listenKey)
      const common = { connection, ...defined({ account }) }
      journal.add({ kind: 'connected', ...common, withListenKey: listenKey !== undefined })
      let over = false
      const close = (by: 'client' | 'exchange', code?: number): void => {
        if (!over) journal.add({ kind: 'closed', ...common, by, ...defined({ code }) })
        over = true
      }
      const observer = recordingPeer(peer, {
        text: (text) => journal.add({ kind: 'got', ...common, text: shownText(text) }),
        push: (bytes) => journal.addPush(connection, account, bytes),
        close: (code) => close('exchange', code),
      })
      const inner = front.connect(observer, listenKey, blocked)
      return {
        receive(text) {
          journal.add({ kind: 'sent', ...common, text: shownText(text) })
          inner.receive(text)
        },
        gone() {
          close('client')
          inner.gone()
        },
        channels: () => inner.channels(),
      } satisfies Connection
    },
  )
}

type Observer = {
  readonly text: (text: string) => void
  readonly push: (bytes: Uint8Array) => void
  readonly close: (code: number | undefined) => void
}

function recordingPeer(peer: Peer, observer: Observer): Peer {
  return {
    sendText(text) {
      observer.text(text)
      peer.sendText(text)
    },
    sendBinary(bytes) {
      observer.push(bytes)
      peer.sendBinary(bytes)
    },
    close(code) {
      observer.close(code)
      peer.close(code)
    },
    ping: () => peer.ping(),
    address: peer.address,
  }
}

function shownParameters(request: RestRequest): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {}
  for (const [name, value] of parametersOf(request) ?? []) {
    if (name === 'signature') continue
    shown[shownText(name)] = SECRET_PARAMETERS.has(name) ? HIDDEN : shownText(value)
  }
  return shown
}

/** A text without secrets, short, and without a hold on the long text that it is a part of. */
function shownText(text: string): string {
  const part = text.length > MAX_TEXT ? Buffer.from(`${text.slice(0, MAX_TEXT)}…`).toString() : text
  return part.replace(SECRET_FIELDS, `"$1"$2"${HIDDEN}"`)
}

/** The exchange's code in the body of a refusal. */
function codeOf(status: number, body: string): number | undefined {
  if (status < 400) return undefined
  const found = /"code"\s*:\s*"?(-?\d+)/.exec(body)?.[1]
  return found === undefined ? undefined : Number(found)
}
