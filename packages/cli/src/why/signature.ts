/** Finds out why a signature is refused: which text a program signed in place of the one that MEXC expects. */

import type { Sign } from '@spotdeck/ports'
import { encodeParameters, parseParameters, signedTexts, totalParams } from '@spotdeck/wire'

/** A signed request: the text after `?`, the body, and the secret that it should be signed with. */
export type SignedRequest = { readonly query: string; readonly body: string; readonly secret: string }

/** Rules of signing that programs break. */
export type SignatureRule = keyof typeof SIGNATURE_RULES

/** Each rule in words; the sandbox's checks and MEXC's documentation are the source. */
export const SIGNATURE_RULES = {
  SIGNATURE_RIGHT:
    'The signature fits the request and this secret. If MEXC still answers 700002, the secret belongs to another key.',
  SIGNATURE_MISSING: 'There is no parameter signature: append &signature=… after everything else.',
  TIMESTAMP_MISSING: 'There is no parameter timestamp: add it, in ms since the epoch, before signing.',
  TIMESTAMP_NOT_MS: 'The timestamp has another number of digits than ms since the epoch have: 13.',
  WINDOW_TOO_LARGE: 'recvWindow is above 60000 ms: MEXC answers 700005.',
  UPPER_CASE_DIGEST: 'The digest is in upper-case hex: send it in lower case.',
  BASE64_DIGEST: 'The digest is in Base64: send it as lower-case hex.',
  BODY_FIRST: 'The body was signed before the query: the text to sign is the query and right after it the body.',
  PARTS_JOINED: 'Query and body were signed with a character between them: there is none.',
  NOTHING_SIGNED:
    'An empty text was signed, as for the digest that MEXC’s own documentation prints: sign the parameters.',
  PART_LEFT_OUT: 'Only the query or only the body was signed: the text to sign is both, the query first.',
  SORTED: 'The parameters were signed in sorted order: sign them in the order in which they are sent.',
  LOWER_CASE_ESCAPES: 'Escapes were signed in lower case (%2c): write them in upper case (%2C).',
  PLUS_FOR_SPACE: 'A space was signed as +: write it as %20.',
  TIME_LEFT_OUT: 'timestamp or recvWindow was not in the signed text: every parameter but signature is signed.',
  PATH_SIGNED: 'The path, the question mark or the method was signed too: sign the text after the question mark alone.',
  SECRET_WITH_BLANKS: 'The program signs with a blank or a line break around the secret: take it off.',
  SIGNED_ELSE: 'The signed text is another than the one that is sent, or the secret belongs to another key.',
} as const

const TIMES: ReadonlySet<string> = new Set(['timestamp', 'recvWindow'])
const MS_DIGITS = /^\d{13}$/
const MAX_WINDOW_MS = 60_000

/** Names the rule that a request breaks. @param path of the call, such as `/api/v3/order`, where it is known */
export function brokenRule({ query, body, secret }: SignedRequest, sign: Sign, path = ''): SignatureRule {
  const parameters = new Map([...parseParameters(query), ...parseParameters(body)])
  const signature = parameters.get('signature')
  if (!signature) return 'SIGNATURE_MISSING'
  const timestamp = parameters.get('timestamp')
  if (timestamp === undefined || timestamp === '') return 'TIMESTAMP_MISSING'
  if (!MS_DIGITS.test(timestamp)) return 'TIMESTAMP_NOT_MS'
  if (Number(parameters.get('recvWindow') ?? 0) > MAX_WINDOW_MS) return 'WINDOW_TOO_LARGE'
  const digests = signedTexts(query, body).map((text) => sign(secret, text))
  if (digests.includes(signature)) return 'SIGNATURE_RIGHT'
  if (digests.includes(signature.toLowerCase())) return 'UPPER_CASE_DIGEST'
  if (digests.some((hex) => Buffer.from(hex, 'hex').toString('base64') === signature.replaceAll(' ', '+')))
    return 'BASE64_DIGEST'
  const blanks = [`${secret}\n`, `${secret}\r\n`, ` ${secret}`, `${secret} `]
  if (blanks.some((other) => sign(other, totalParams(query, body)) === signature)) return 'SECRET_WITH_BLANKS'
  const mistake = mistakes(query, body, path).find(([, texts]) =>
    texts.some((text) => sign(secret, text) === signature),
  )
  return mistake?.[0] ?? 'SIGNED_ELSE'
}

/** Texts that programs sign by mistake, by the rule that they break. */
function mistakes(query: string, body: string, path: string): readonly (readonly [SignatureRule, readonly string[]])[] {
  const [q, b] = [totalParams(query), totalParams(body)]
  const both = q + b
  const pairs = parseParameters([q, b].filter((part) => part !== '').join('&'))
  const sorted = [...pairs].sort(([one], [other]) => (one < other ? -1 : 1))
  const timeless = pairs.filter(([name]) => !TIMES.has(name))
  const windowless = pairs.filter(([name]) => name !== 'recvWindow')
  const plain = (some: typeof pairs): string => some.map(([name, value]) => `${name}=${value}`).join('&')
  return [
    ['BODY_FIRST', [b + q]],
    ['PARTS_JOINED', ['&', '\n', '?'].map((between) => q + between + b)],
    ['NOTHING_SIGNED', ['']],
    ['PART_LEFT_OUT', [q, b]],
    ['SORTED', [encodeParameters(sorted), plain(sorted)]],
    ['LOWER_CASE_ESCAPES', [both.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase())]],
    ['PLUS_FOR_SPACE', [both.replaceAll('%20', '+'), both.replaceAll(' ', '+')]],
    ['TIME_LEFT_OUT', [timeless, windowless].flatMap((some) => [encodeParameters(some), plain(some)])],
    [
      'PATH_SIGNED',
      [`?${both}`, `${path}?${both}`, ...['GET', 'POST', 'DELETE'].map((verb) => `${verb}${path}${both}`)],
    ],
  ]
}
