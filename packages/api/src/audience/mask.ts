/** Cuts an object down to what an audience may see. Pure: the HMAC is passed in. */

import { isCatalogueKey, paramNames } from '../catalogue/format-message.ts'
import type { Audience } from '../codes.ts'
import type { DurableEnvelope, SampledEnvelope } from '../envelope.ts'
import { isAccountTopic, type Topic } from '../topics.ts'
import type { FieldRule } from './lines.ts'
import { type FieldLine, type MaskableEnvelope, type TableName, audienceTable, sumTables } from './table.ts'

/** 12 characters that stand for an id, the same for the same id, from which it cannot be found. */
export type MaskId = (id: string) => string

/** Audience that an object is masked for. */
export type View = {
  readonly audience: Audience
  readonly maskId: MaskId
  /** Returns whether the configuration hides an asset or a symbol from the audience. */
  readonly leavesOut?: ((kind: 'asset' | 'symbol', name: string) => boolean) | undefined
}

/** JSON as it leaves the mask: the fields that were left, in the table's order. */
export type Masked = Readonly<Record<string, unknown>>

/** Returns whether an audience may subscribe to a topic at all. */
export function canSubscribe(topic: Topic, audience: Audience): boolean {
  // Warnings may name assets that other audiences may not see.
  if (topic === 'warnings') return audience === 'owner'
  return audience !== 'public' || !isAccountTopic(topic)
}

/**
 * Masks an envelope for an audience.
 * @returns `undefined` when the audience may see nothing of it; market envelopes are returned unchanged
 */
export function maskEnvelope(envelope: MaskableEnvelope, view: View): Masked | undefined {
  if (!isAccountEnvelope(envelope)) return envelope
  if (!canSubscribe(envelope.topic, view.audience)) return undefined
  const data = mask(envelope.topic, envelope.data, view)
  return data === undefined ? undefined : { ...mask('envelope', envelope, view), data }
}

/**
 * Masks an object by the named table; fields without a line are dropped for everybody.
 * @returns `undefined` when the object names a hidden asset or symbol, or is a sum that includes one
 */
export function mask(table: TableName, value: object, view: View): Masked | undefined {
  if (view.leavesOut !== undefined && sumTables.has(table)) return undefined
  const left: Record<string, unknown> = {}
  for (const { field, line, rule } of linesFor(table, view.audience)) {
    const found: unknown = Reflect.get(value, field)
    if (found === undefined || (line.whole === true && view.leavesOut !== undefined)) continue
    if (typeof found === 'string' && isLeftOut(line, found, view)) return undefined
    if (rule === 'show' && line.of === undefined && line.names === undefined) left[field] = found
    else if (rule !== 'hide') left[field] = applyRule(rule, line, found, { view, code: Reflect.get(value, 'code') })
  }
  return left
}

type Step = { readonly field: string; readonly line: FieldLine; readonly rule: FieldRule }

/** The table as an audience walks it, for every event anew: what is hidden only where it may name what is left out. */
const linesFor = (table: TableName, audience: Audience): readonly Step[] => steps[audience].get(table) ?? []

const stepsOf = (audience: Audience): ReadonlyMap<string, readonly Step[]> =>
  new Map(
    Object.entries(audienceTable).map(([name, lines]) => [
      name,
      Object.entries(lines)
        .map(([field, line]) => ({ field, line, rule: ruleFor(line, audience) }))
        .filter(({ line, rule }) => rule !== 'hide' || line.names !== undefined),
    ]),
  )

const steps = { owner: stepsOf('owner'), viewer: stepsOf('viewer'), public: stepsOf('public') }

type Context = { readonly view: View; readonly code: unknown }

function isLeftOut({ names }: FieldLine, name: string, { leavesOut }: View): boolean {
  if (names === undefined || leavesOut === undefined) return false
  return names === 'either' ? leavesOut('asset', name) || leavesOut('symbol', name) : leavesOut(names, name)
}

function ruleFor(line: FieldLine, audience: Audience): FieldRule {
  return audience === 'owner' ? 'show' : line[audience]
}

function applyRule(
  rule: Exclude<FieldRule, 'hide'>,
  line: FieldLine,
  value: unknown,
  { view, code }: Context,
): unknown {
  if (rule === 'id') return typeof value === 'string' ? view.maskId(value) : undefined
  if (rule === 'params') return knownParams(value, code)
  const { of } = line
  if (of === undefined) return withoutLeftOut(value, line, view)
  if (Array.isArray(value)) return value.filter(isObject).flatMap((item) => mask(of, item, view) ?? [])
  return isObject(value) ? (mask(of, value, view) ?? null) : null
}

/** A list of names loses those that are left out. */
function withoutLeftOut(value: unknown, line: FieldLine, view: View): unknown {
  if (!Array.isArray(value)) return value
  return value.filter((name) => typeof name !== 'string' || !isLeftOut(line, name, view))
}

/** Parameters for the owner alone: the exchange's own text, and assets and symbols that an audience may not see. */
const OWNERS: ReadonlySet<string> = new Set(['detail', 'assets', 'symbols'])

function knownParams(params: unknown, code: unknown): Masked {
  const key = `status.${String(code)}`
  if (!isObject(params) || !isCatalogueKey(key)) return {}
  const known = paramNames(key)
  return Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name) && !OWNERS.has(name)))
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Returns whether an envelope belongs to an account, and so is masked. */
function isAccountEnvelope(envelope: MaskableEnvelope): envelope is DurableEnvelope | SampledEnvelope {
  return isAccountTopic(envelope.topic)
}
