/** The query of a signed call: own parameters, then recvWindow and timestamp, then the signature over exactly that text. */

import { encodeParameters, type ParameterPair } from '@spotdeck/wire'

/** The text of a query with its signature parameter, and the signature alone. */
export type SignedQuery = { readonly text: string; readonly signature: string }

/** `timestamp` is exchange time in ms. MEXC takes parameters in any order and checks the text as it was sent. */
export function signedQuery(
  pairs: readonly ParameterPair[],
  when: { readonly timestamp: number; readonly recvWindow: number },
  sign: (text: string) => string,
): SignedQuery {
  const text = encodeParameters([
    ...pairs,
    ['recvWindow', String(when.recvWindow)],
    ['timestamp', String(when.timestamp)],
  ])
  const signature = sign(text)
  return { text: `${text}&signature=${signature}`, signature }
}
