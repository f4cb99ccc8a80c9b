// Writes the functions that read each message: one loop, one switch over the tags, plain local variables, one object.

import { SCALARS, tagOf, typeOf } from './names.mjs'

export function readerOf(message, messages) {
  const inner = (field) => messages.find((other) => other.name === field.type)
  return `function read${typeOf(message)}(r: Reader, path: string): ${typeOf(message)} {
${message.fields.map((field) => `  ${declaration(field, inner(field))}`).join('\n')}
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
${message.fields
  .flatMap((field) => caseOf(field, inner(field)))
  .map((line) => `      ${line}`)
  .join('\n')}
      default:
        r.keep(tag, start, path)
    }
  }
${result(message)}
}
`
}

/** The optional fields of the wrapper that all public channels but one and most private ones carry, and no other. */
const MOSTLY = ['symbol', 'sendTime']

export function wrapperReader(wrapper) {
  const fields = wrapper.fields.filter((field) => !field.oneof)
  const bodies = wrapper.fields.filter((field) => field.oneof)
  if (bodies.at(-1).number - bodies[0].number !== bodies.length - 1)
    throw new Error('The numbers of the bodies have a hole.')
  return `/** Reads a whole frame. Of several bodies the last counts; the same one again is merged, as protobuf has it. */
export function readPush(r: Reader): DecodedPush {
${fields.map((field) => `  ${declaration(field)}`).join('\n')}
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
${fields
  .flatMap((field) => caseOf(field))
  .map((line) => `      ${line}`)
  .join('\n')}
      default:
        if (isBodyTag(tag)) r.holdBody(tag)
        else r.keep(tag, start, '')
    }
  }
  const body = readBody(r)
  const { unknown } = r
  // Fields of most channels are set in one literal: an object that grows field by field costs twice as much.
  if (${MOSTLY.map((name) => `${name} !== undefined`).join(' && ')} && ${fields
    .filter((field) => field.label === 'optional' && !MOSTLY.includes(field.name))
    .map((field) => `${field.name} === undefined`)
    .join(' && ')}) {
    return { channel, body, unknown, ${MOSTLY.join(', ')} }
  }
  const push: Writable<DecodedPush> = { channel, body, unknown }
${assignments(fields, 'push')}
  return push
}

function readBody(outer: Reader): PushBody {
  const r = outer.openBody()
  switch (outer.bodyTag >>> 3) {
${bodies
  .map(
    (field) =>
      `    case ${field.number}:\n      return { kind: '${field.name}', value: read${bodyType(field)}(r, '${field.name}') }`,
  )
  .join('\n')}
    default:
      return { kind: r.unknown.some(isBody) ? 'unknown' : 'none' }
  }
}

/** The fields of the bodies are numbered without a hole: one look instead of ${bodies.length}. */
function isBodyTag(tag: number): boolean {
  return tag >= ${tagOf(bodies[0])} && tag <= ${tagOf(bodies.at(-1))} && (tag & 7) === ${tagOf(bodies[0]) & 7}
}

/** Whether a field that the schema does not know is a body: their numbers begin at ${bodies[0].number}, and they are messages. */
function isBody({ field, bytes }: UnknownField): boolean {
  return field >= ${bodies[0].number} && ((bytes[0] ?? 0) & 7) === 2
}
`
}

const bodyType = (field) => field.type.replace('V3Api', '')

function declaration(field, inner) {
  if (field.label === 'repeated') {
    return `const ${field.name}: ${typeOf(inner)}[] = []\n  const ${field.name}Path = \`\${path}.${field.name}\``
  }
  const { type, zero } = SCALARS[field.type]
  return field.label === 'optional' ? `let ${field.name}: ${type} | undefined` : `let ${field.name} = ${zero}`
}

function caseOf(field, inner) {
  if (field.label !== 'repeated') {
    return [`case ${tagOf(field)}:`, `  ${field.name} = r.${SCALARS[field.type].read}()`, '  break']
  }
  const item = `read${typeOf(inner)}(r, ${field.name}Path)`
  return [
    `case ${tagOf(field)}: {`,
    '  const outer = r.enter()',
    `  ${field.name}.push(${item})`,
    '  r.leave(outer)',
    '  break',
    '}',
  ]
}

function result(message) {
  const required = message.fields.filter((field) => field.label !== 'optional').map((field) => field.name)
  if (required.length === message.fields.length) return `  return { ${required.join(', ')} }`
  return `  const message: Writable<${typeOf(message)}> = { ${required.join(', ')} }
${assignments(message.fields, 'message')}
  return message`
}

const assignments = (fields, target) =>
  fields
    .filter((field) => field.label === 'optional')
    .map(({ name }) => `  if (${name} !== undefined) ${target}.${name} = ${name}`)
    .join('\n')
