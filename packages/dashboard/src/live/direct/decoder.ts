/**
 * Frames of the exchange's public stream -> pushes, by a protobuf library and the schema that the gateway serves. Nothing here
 * is our own codec's: whoever compares the two has two witnesses. Comes to the page only where this mode is chosen.
 */

import { type DescField, type DescMessage, type Message, createFileRegistry, fromBinary } from '@bufbuild/protobuf'
import { FeatureSet_FieldPresence, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

/** A message as plain values: text, numbers, booleans, lists and messages in them. */
export type PlainMessage = { readonly [field: string]: PlainValue | undefined }
/** Value of one decoded field: text, number, boolean, or messages in it. */
export type PlainValue = string | number | boolean | PlainMessage | readonly PlainMessage[]

/** One frame: which of the bodies it carries and what stands in it; `kind: 'none'` for a keep-alive. */
export type PlainPush = PlainMessage & {
  readonly channel: string
  readonly body: { readonly kind: string; readonly value?: PlainMessage }
}

/** Reads one frame. @throws {Error} where the bytes are not a frame of the schema, or a number in it cannot be kept exactly */
export type DecodeFrame = (bytes: Uint8Array) => PlainPush

/** @throws {Error} where the schema has no such message */
export function createDecoder(schema: { readonly message: string; readonly descriptorSet: string }): DecodeFrame {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, fromBase64(schema.descriptorSet)))
  const wrapper = registry.getMessage(schema.message)
  if (wrapper === undefined) throw new Error(`The schema has no message ${schema.message}: load the page again.`)
  return (bytes) => toPush(wrapper, fromBinary(wrapper, bytes))
}

type Fields = Readonly<Record<string, unknown>>

function toPush(wrapper: DescMessage, message: Message): PlainPush {
  const fields = message as unknown as Fields
  const [oneof] = wrapper.oneofs
  const body = (oneof === undefined ? undefined : fields[oneof.localName]) as
    | { readonly case?: string; readonly value?: Message }
    | undefined
  const field = wrapper.fields.find(({ localName }) => localName === body?.case)
  const { channel, ...head } = plain(wrapper, fields)
  return {
    ...head,
    channel: typeof channel === 'string' ? channel : '',
    body:
      field?.fieldKind === 'message' && body?.value !== undefined
        ? { kind: field.name, value: plain(field.message, body.value) }
        : { kind: 'none' },
  }
}

/** Fields outside a oneof: those with presence only where they are set. */
function plain(desc: DescMessage, fields: Fields): PlainMessage {
  const entries = desc.fields.flatMap((field): [string, PlainValue][] => {
    const value = fields[field.localName]
    const isUnset = field.presence === FeatureSet_FieldPresence.EXPLICIT && value === undefined
    return field.oneof !== undefined || isUnset ? [] : [[field.name, plainField(field, value)]]
  })
  return Object.fromEntries(entries)
}

function plainField(field: DescField, value: unknown): PlainValue {
  if (field.fieldKind === 'list' && field.listKind === 'message')
    return (value as readonly Fields[]).map((item) => plain(field.message, item))
  if (field.fieldKind === 'message') return plain(field.message, value as Fields)
  if (typeof value === 'bigint') return exactNumber(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new Error(`The field ${field.name} is of a kind that the stream does not have: load the page again.`)
}

function exactNumber(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error('A number of the stream is too large to be kept exactly.')
  return number
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
