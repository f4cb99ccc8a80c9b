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

export function wrapperReader(wrapper) {
  const fields = wrapper.fields.filter((field) => !field.oneof)
  const bodies = wrapper.fields.filter((field) => field.oneof)
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
${bodies.map((field) => `      case ${tagOf(field)}:`).join('\n')}
        r.holdBody(tag)
        break
      default:
        r.keep(tag, start, '')
    }
  }
  const body = readBody(r)
  const push: Writable<DecodedPush> = { channel, body, unknown: r.unknown }
${assignments(fields, 'push')}
  return push
}

function readBody(outer: Reader): PushBody {
  const r = outer.openBody()
  switch (outer.bodyTag) {
${bodies
  .map(
    (field) =>
      `    case ${tagOf(field)}:\n      return { kind: '${field.name}', value: read${bodyType(field)}(r, '${field.name}') }`,
  )
  .join('\n')}
    default:
      return { kind: r.unknown.some(isBody) ? 'unknown' : 'none' }
  }
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
