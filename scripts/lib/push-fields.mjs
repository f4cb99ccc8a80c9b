// Renders the fields of every push, with types, from the schema, whose comments say what they mean.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCALARS, WRAPPER } from '../proto/names.mjs'
import { parseProto } from '../proto/parse.mjs'
import { FIELDS, REASONS_FIELD } from './mexc-reference-words.mjs'
import { root } from './steps.mjs'

const schema = readFileSync(join(root, 'packages/wire/proto/push.proto'), 'utf8')
const messages = new Map(parseProto(schema).map((message) => [message.name, message]))

/** The comment above each field, by `Message.field`. */
function commentsOf(text) {
  const found = new Map()
  let [message, comment] = ['', []]
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line.startsWith('//')) {
      comment.push(line.replace(/^\/\/\s*/, ''))
      continue
    }
    message = /^message (\w+)/.exec(line)?.[1] ?? message
    const field = /(\w+) = \d+;/.exec(line)?.[1]
    if (field !== undefined && comment.length > 0) found.set(`${message}.${field}`, comment.join(' '))
    comment = []
  }
  return found
}

const comments = commentsOf(schema)
const wrapper = messages.get(WRAPPER)
const bodies = new Map(wrapper.fields.filter(({ oneof }) => oneof).map(({ name, type }) => [name, messages.get(type)]))

/** Meaning of a field: words for this very one, else its comment, else words for its name, with a mere date added. */
function wordsOf(place, name) {
  const { [place]: own, [name]: usual } = FIELDS
  const comment = comments.get(place)
  const words =
    own ?? (comment !== undefined && /^Since [^:]+$/.test(comment) ? `${usual} ${comment}` : (comment ?? usual))
  if (words === undefined) throw new Error(`${place} has no comment in the schema and no words in FIELDS.`)
  return words
}

/**
 * Markdown of the fields of each body in `kinds`, in that order.
 * @param reasons why a balance changes, as far as MEXC says it
 */
export function renderPushFields(kinds, reasons) {
  const known = { [REASONS_FIELD]: ` Known: ${reasons.map((reason) => `\`${reason}\``).join(' ')}.` }

  /** A message that has a table of its own is named, any other one is listed below its field. */
  function rowsOf({ name: message, fields }, prefix = '') {
    return fields.flatMap(({ name, type, label, oneof }) => {
      if (oneof) return []
      const place = `${message}.${name}`
      const words = wordsOf(place, name)
      const inner = messages.get(type)
      const own = kinds.find((kind) => bodies.get(kind) === inner)
      const plain =
        inner === undefined ? SCALARS[type].type : own === undefined ? 'object' : `[${own}](#${own.toLowerCase()})`
      const shown = `${plain}${label === 'repeated' ? '[]' : ''}${label === 'optional' ? ', optional' : ''}`
      const row = `| \`${prefix}${name}\` | ${shown} | ${words}${known[place] ?? ''} |`
      return inner === undefined || own !== undefined ? [row] : [row, ...rowsOf(inner, `${prefix}${name}[].`)]
    })
  }

  const tableOf = (message) => ['| field | type | meaning |', '| --- | --- | --- |', ...rowsOf(message)]
  return [
    ...['### Fields of each push', ''],
    'In TypeScript, `push.body.kind` is one of the names below, and `push.body.value` has its fields. Prices,',
    'quantities, amounts and rates are decimal text, which `decimal(text)` reads; ids and versions are text too. Times',
    'are in ms since the epoch, but for the window of a kline. Protobuf does not send empty text, 0 and false: the SDK',
    'fills them in. A field marked optional is absent unless MEXC sent it. Beside its body, each push has:',
    ...['', ...tableOf(wrapper)],
    ...kinds.flatMap((kind) => ['', `#### ${kind}`, '', ...tableOf(bodies.get(kind))]),
  ]
}
