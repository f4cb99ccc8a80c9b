// Names in the generated code: the types of packages/wire/src/push.ts and its own functions.

export const WRAPPER = 'PushDataV3ApiWrapper'
const LEVEL_FIELDS = 'price,quantity'

export const SCALARS = {
  string: { wireType: 2, type: 'string', read: 'text', zero: "''" },
  int32: { wireType: 0, type: 'number', read: 'int32', zero: '0' },
  int64: { wireType: 0, type: 'number', read: 'int64', zero: '0' },
  bool: { wireType: 0, type: 'boolean', read: 'bool', zero: 'false' },
}

/** The type a message becomes; all that is price and quantity alone is one type. */
export function typeOf(message) {
  if (message.fields.map((field) => field.name).join() === LEVEL_FIELDS) return 'Level'
  return message.name.replace('V3Api', '')
}

export const tagOf = (field) => field.number * 8 + (SCALARS[field.type]?.wireType ?? 2)

/** One message of each type, the wrapper left out, what is inside before what it is in. */
export function distinct(messages) {
  const byType = new Map()
  const visit = (message) => {
    if (byType.has(typeOf(message))) return
    for (const field of message.fields) {
      const inner = messages.find((other) => other.name === field.type)
      if (inner !== undefined) visit(inner)
    }
    if (message.name !== WRAPPER) byType.set(typeOf(message), message)
  }
  for (const message of messages) visit(message)
  return [...byType.values()]
}
