/**
 * Finds the place where a text ceases to be JSON. The engine's own message names it in some versions and cases only.
 */

const SPACE = /[ \t\r\n]*/y
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy

/** Token expected next: `first…` follows a bracket, which may also close. */
type Wanted = 'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'after'

/** Place in a text, both counted from 1. */
export type Place = { readonly line: number; readonly column: number }

/** The first character that cannot stand where it does, or the end of a text that ends too early; both count from 1. */
export function placeOfTrouble(text: string): Place {
  const open: string[] = []
  let wanted: Wanted | undefined = 'value'
  let at = matchAt(SPACE, text, 0).length
  while (wanted !== undefined) {
    const token = matchAt(TOKEN, text, at)
    wanted = token === '' ? undefined : afterToken(wanted, token, open)
    if (wanted !== undefined) at += token.length + matchAt(SPACE, text, at + token.length).length
  }
  const lines = text.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** Token expected after a token; `undefined` where the token is not allowed. Updates the open brackets. */
function afterToken(wanted: Wanted, token: string, open: string[]): Wanted | undefined {
  if (token === '}' || token === ']') {
    const mayClose = wanted === 'after' || wanted === (token === '}' ? 'firstKey' : 'firstItem')
    return mayClose && open.pop() === (token === '}' ? '{' : '[') ? 'after' : undefined
  }
  switch (wanted) {
    case 'after':
      if (token !== ',' || open.length === 0) return undefined
      return open.at(-1) === '{' ? 'key' : 'value'
    case 'colon':
      return token === ':' ? 'value' : undefined
    case 'key':
    case 'firstKey':
      return token.startsWith('"') ? 'colon' : undefined
    case 'value':
    case 'firstItem':
      if (token === ',' || token === ':') return undefined
      if (token !== '{' && token !== '[') return 'after'
      open.push(token)
      return token === '{' ? 'firstKey' : 'firstItem'
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
