/** Panel routes for faults and drift. */

import { DRIFTS, type DriftName, type DriftState } from '../../faults/drift.ts'
import { FAULT_BODIES, FAULT_NUMBERS, FaultError, REST_FAULTS, STREAM_FAULTS, parseFault } from '../../faults/fault.ts'
import { FAULT_PRESETS, FAULT_PRESET_NAMES, addPreset } from '../../faults/presets.ts'
import { type PanelReply, problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, flag, number, object, text, whole } from '../call/route.ts'

const FAULT = object(
  {
    kind: { enum: [...STREAM_FAULTS, ...REST_FAULTS] },
    target: object({ apiKey: text, connection: text, endpoint: text, channel: text }),
    ...Object.fromEntries(
      Object.entries(FAULT_NUMBERS).map(([name, [minimum, maximum]]) => [
        name,
        { ...(name === 'probability' ? number : whole), minimum, maximum },
      ]),
    ),
    msg: text,
    body: { enum: FAULT_BODIES },
  },
  ['kind'],
)
const DRIFT_NAMES = Object.keys(DRIFTS) as DriftName[]
const DRIFT = object(Object.fromEntries(DRIFT_NAMES.map((name) => [name, { ...flag, description: DRIFTS[name] }])))

/** Routes for faults and drift: list, add, remove, switch. */
export function faultRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  const { faults, drift } = rules
  return [
    {
      call: 'GET /sandbox/faults',
      summary: 'The faults that are on',
      answers: '{ faults: [...] }, oldest first',
      handle: () => ({ status: 200, body: { faults: faults.list() } }),
    },
    {
      call: 'POST /sandbox/faults',
      summary: 'Turn a fault on',
      body: FAULT,
      answers: 'The fault with its id (201)',
      handle: ({ body }) => addFault(rules, body),
    },
    {
      call: 'POST /sandbox/fault-presets/{name}',
      summary: `Turn a set of faults on. ${FAULT_PRESET_NAMES.map((name) => `${name}: ${FAULT_PRESETS[name].what}`).join(' ')}`,
      body: object({ durationMs: whole }),
      answers: '{ faults: [...] }: those of the set (201)',
      handle: ({ parameters: { name }, body }) => usePreset(rules.faults, name, body['durationMs']),
    },
    {
      call: 'DELETE /sandbox/faults',
      summary: 'Turn all faults off',
      answers: '{ faults: [] }',
      handle: () => {
        faults.clear()
        return { status: 200, body: { faults: [] } }
      },
    },
    {
      call: 'DELETE /sandbox/faults/{id}',
      summary: 'Turn one fault off',
      answers: '{ id }',
      handle: ({ parameters: { id = '' } }) =>
        faults.remove(id) ? { status: 200, body: { id } } : problem(404, 'UNKNOWN_FAULT', 'No such fault is on.'),
    },
    {
      call: 'GET /sandbox/drift',
      summary: 'What looks different from what is documented',
      answers: 'One flag for each drift',
      handle: () => ({ status: 200, body: drift.state }),
    },
    {
      call: 'POST /sandbox/drift',
      summary: 'Make the exchange look like a later one: new fields, new values, another format',
      body: DRIFT,
      answers: 'One flag for each drift',
      handle: ({ body }) => {
        if (!isDrift(body)) return problem(400, 'BAD_BODY', `Send true or false for ${DRIFT_NAMES.join(', ')}.`)
        drift.set(body)
        return { status: 200, body: drift.state }
      },
    },
  ]
}

/** Turns a fault on; the reply has it, or says what is wrong with it. */
export function addFault(
  { faults, core }: Pick<PanelWorld['rules'], 'faults' | 'core'>,
  body: Readonly<Record<string, unknown>>,
): PanelReply {
  try {
    const order = parseFault(body)
    const { apiKey } = order.target
    const keys = core.house.keys.all().map((key) => key.apiKey)
    if (apiKey !== undefined && !keys.includes(apiKey)) {
      throw new FaultError(`"target.apiKey": no account has this key. The keys are ${keys.join(', ')}.`)
    }
    const fault = faults.add(order)
    if (fault === undefined) return tooMany
    return { status: 201, body: fault }
  } catch (error) {
    if (error instanceof FaultError) return problem(400, error.code, error.message)
    throw error
  }
}

/** Turns the faults of a preset on; the reply has them. */
export function usePreset(faults: PanelWorld['rules']['faults'], name: unknown, durationMs: unknown): PanelReply {
  const preset = FAULT_PRESET_NAMES.find((one) => one === name)
  if (preset === undefined)
    return problem(404, 'UNKNOWN_PRESET', `The sets of faults are ${FAULT_PRESET_NAMES.join(', ')}.`)
  if (durationMs !== undefined && !(typeof durationMs === 'number' && Number.isInteger(durationMs) && durationMs > 0)) {
    return problem(400, 'BAD_BODY', '"durationMs" is a whole number above 0.')
  }
  const added = addPreset(faults, preset, durationMs)
  return added === undefined ? tooMany : { status: 201, body: { faults: added } }
}

const tooMany = problem(409, 'TOO_MANY_FAULTS', 'Take some of the faults away first.')

function isDrift(body: Readonly<Record<string, unknown>>): body is Partial<DriftState> {
  const names: readonly string[] = DRIFT_NAMES
  return Object.entries(body).every(([name, on]) => names.includes(name) && typeof on === 'boolean')
}
