// Writes the functions that write each message, last field first (see codec/writer.ts), default values left out.

import { tagOf, typeOf } from './names.mjs'

export function writerOf(message, messages) {
  const fields = message.fields.toReversed().map((field) => `  ${statement(field, messages)}`)
  return `function write${typeOf(message)}(w: Writer, m: ${typeOf(message)}): void {
${fields.join('\n')}
}
`
}

export function wrapperWriter(wrapper, messages) {
  const fields = wrapper.fields.filter((field) => !field.oneof).toReversed()
  const bodies = wrapper.fields.filter((field) => field.oneof)
  return `/** Writes a whole frame. A body of kind \`none\` or \`unknown\` is not written. */
export function writePush(w: Writer, m: Push): void {
  writeBody(w, m.body)
${fields.map((field) => `  ${statement(field, messages)}`).join('\n')}
}

function writeBody(w: Writer, body: PushBody): void {
  switch (body.kind) {
${bodies
  .map(
    (field) => `    case '${field.name}':
      write${field.type.replace('V3Api', '')}(w, body.value)
      return w.close(${tagOf(field)}, 0)`,
  )
  .join('\n')}
    case 'none':
    case 'unknown':
      return
  }
}
`
}

function statement(field, messages) {
  const value = `m.${field.name}`
  if (field.label === 'repeated') {
    const inner = messages.find((other) => other.name === field.type)
    return `for (let i = ${value}.length - 1; i >= 0; i--) {
    const before = w.size
    write${typeOf(inner)}(w, ${value}[i] as ${typeOf(inner)})
    w.close(${tagOf(field)}, before)
  }`
  }
  const given = field.label === 'optional' ? `${value} !== undefined` : isSet(field, value)
  if (field.type === 'string') return `if (${given}) w.text(${tagOf(field)}, ${value})`
  return `if (${given}) w.integer(${tagOf(field)}, ${field.type === 'bool' ? `Number(${value})` : value})`
}

function isSet(field, value) {
  if (field.type === 'string') return `${value} !== ''`
  return field.type === 'bool' ? value : `${value} !== 0`
}
