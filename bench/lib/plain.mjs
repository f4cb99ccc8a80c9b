// Answers of each codec in one shape, so that equal values are equal: texts, whole numbers and lists alone.

/** @returns {object} fields in order of their names; what is unset, empty, zero or false is left out, as on the wire */
export function plainFields(message, extra = []) {
  const dropped = new Set(['$typeName', '$unknown', '$case', 'unknown', ...extra])
  const entries = Object.keys(message)
    .filter((name) => !dropped.has(name))
    .map((name) => [name, plainValue(message[name])])
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function plainValue(value) {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return undefined
  if (typeof value === 'bigint') return plainValue(Number(value))
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => plainFields(item))
  if (typeof value !== 'object') return value
  if (typeof value.toNumber === 'function') return value.toNumber()
  if (typeof value.low === 'number') return value.high * 4_294_967_296 + (value.low >>> 0)
  return plainFields(value)
}

/** A wrapper of any codec as the fields around its body, the body's name, and the body. */
export function plainPush(message) {
  const { body, ...around } = message
  if (typeof body === 'object' && body !== null) {
    const name = body.kind ?? body.case
    return { ...plainFields(around), [name]: plainFields(body.value) }
  }
  return plainFields(around)
}
