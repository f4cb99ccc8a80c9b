/** Cuts an object down to what an audience may see. Pure: the HMAC is passed in. */

import { isCatalogueKey, paramNames } from '../catalogue/say.ts'
import type { Audience } from '../codes.ts'
import type { DurableEnvelope, SampledEnvelope } from '../envelope.ts'
import { isAccountTopic, isDurableTopic, type Topic } from '../topics.ts'
import type { FieldRule } from './lines.ts'
import { type FieldLine, type MaskableEnvelope, type TableName, audienceTable } from './table.ts'

/** 12 characters that stand for an id, the same for the same id, from which it cannot be found. */
export type MaskId = (id: string) => string

/** JSON as it leaves the mask: the fields that were left, in the table's order. */
export type Masked = Readonly<Record<string, unknown>>

/** Whether an audience may follow a topic at all. */
export function mayFollow(topic: Topic, audience: Audience): boolean {
  return audience !== 'public' || !isAccountTopic(topic)
}

/**
 * What `audience` may see of an envelope.
 * @returns `undefined` when nothing of it may be seen; market envelopes come back as they are
 */
export function maskEnvelope(envelope: MaskableEnvelope, audience: Audience, maskId: MaskId): Masked | undefined {
  if (!isAccountEnvelope(envelope)) return envelope
  if (!mayFollow(envelope.topic, audience)) return undefined
  const masked = mask('envelope', envelope, audience, maskId)
  return { ...masked, data: mask(envelope.topic, envelope.data, audience, maskId) }
}

/** What `audience` may see of an object of the named table; fields without a line are dropped for everybody. */
export function mask(table: TableName, value: object, audience: Audience, maskId: MaskId): Masked {
  const lines = audienceTable[table]
  const source = new Map<string, unknown>(Object.entries(value))
  const left: Record<string, unknown> = {}
  for (const [field, line] of Object.entries(lines)) {
    const found = source.get(field)
    if (found === undefined) continue
    const rule = ruleFor(line, audience)
    if (rule === 'hide') continue
    left[field] = applyRule(rule, line, found, { audience, maskId, code: source.get('code') })
  }
  return left
}

type Context = { readonly audience: Audience; readonly maskId: MaskId; readonly code: unknown }

function ruleFor(line: FieldLine, audience: Audience): FieldRule {
  return audience === 'owner' ? 'show' : line[audience]
}

function applyRule(rule: Exclude<FieldRule, 'hide'>, line: FieldLine, value: unknown, context: Context): unknown {
  if (rule === 'id') return typeof value === 'string' ? context.maskId(value) : undefined
  if (rule === 'params') return knownParams(value, context.code)
  const { of } = line
  if (of === undefined) return value
  if (Array.isArray(value)) {
    return value.filter(isObject).map((item) => mask(of, item, context.audience, context.maskId))
  }
  return isObject(value) ? mask(of, value, context.audience, context.maskId) : null
}

function knownParams(params: unknown, code: unknown): Masked {
  if (!isObject(params) || typeof code !== 'string') return {}
  const key = `status.${code}`
  if (!isCatalogueKey(key)) return {}
  const known = paramNames(key)
  return Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name) && name !== 'detail'))
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Whether an envelope is about an account, and so is masked. */
export function isAccountEnvelope(envelope: MaskableEnvelope): envelope is DurableEnvelope | SampledEnvelope {
  return isAccountTopic(envelope.topic)
}

/** Whether an envelope is stored and numbered. */
export function isDurableEnvelope(envelope: MaskableEnvelope): envelope is DurableEnvelope {
  return isDurableTopic(envelope.topic)
}
