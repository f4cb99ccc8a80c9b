// Reads the part of proto3 that our schema uses: messages of scalar and message fields, `optional`, `repeated`, one oneof.

/**
 * @typedef {{ name: string, type: string, number: number, label: '' | 'optional' | 'repeated', oneof: boolean }} Field
 * @typedef {{ name: string, fields: Field[] }} Message
 */

const FIELD = /^(?:(optional|repeated)\s+)?([\w.]+)\s+(\w+)\s*=\s*(\d+)$/

/** The schema's messages in its own order, fields ascending. Anything else than the above is refused. @returns {Message[]} */
export function parseProto(text) {
  const messages = []
  const open = []
  let message
  for (const part of statements(text)) {
    if (part === '}') {
      const closed = open.pop()
      if (closed === undefined) throw new Error('The schema closes a bracket that it never opened.')
      if (closed === 'message') messages.push(sorted(message))
    } else if (/^message \w+ \{$/.test(part) && open.length === 0) {
      message = { name: part.split(' ')[1], fields: [] }
      open.push('message')
    } else if (/^oneof \w+ \{$/.test(part) && open.length === 1) open.push('oneof')
    else if (/^(syntax = "proto3"|reserved \d+)$/.test(part)) continue
    else message.fields.push(fieldOf(part, open.at(-1) === 'oneof'))
  }
  if (open.length > 0) throw new Error(`The schema does not close ${message.name}.`)
  return messages
}

function statements(text) {
  const bare = text.replace(/\/\/.*$/gm, '').replace(/\s+/g, ' ')
  return (bare.match(/[^;{}]+[;{]|\}/g) ?? []).map((part) => part.replace(/;$/, '').trim())
}

function fieldOf(statement, oneof) {
  const found = FIELD.exec(statement)
  if (found === null) throw new Error(`The generator does not know this part of proto3: ${statement}`)
  const [, label = '', type, name, number] = found
  return { name, type, number: Number(number), label, oneof }
}

const sorted = ({ name, fields }) => ({ name, fields: fields.toSorted((a, b) => a.number - b.number) })
