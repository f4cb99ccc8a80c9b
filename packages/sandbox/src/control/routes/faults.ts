/** Panel routes for faults and drift. */

import { DRIFTS, type DriftName, type DriftState } from '../../faults/drift.ts'
import { FaultError, REST_FAULTS, STREAM_FAULTS, parseFault } from '../../faults/fault.ts'
import { type PanelReply, problem } from '../reply.ts'
import { type PanelRoute, type PanelWorld, flag, number, object, text, whole } from '../route.ts'

const FAULT = object(
  {
    kind: { enum: [...STREAM_FAULTS, ...REST_FAULTS] },
    target: object({ apiKey: text, connection: text, endpoint: text, channel: text }),
    probability: { ...number, minimum: 0, maximum: 1 },
    durationMs: whole,
    times: whole,
    status: whole,
    retryAfterSeconds: whole,
    delayMs: whole,
    offsetMs: whole,
    versions: whole,
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
      method: 'GET',
      path: '/sandbox/faults',
      summary: 'The faults that are on',
      answers: '{ faults: [...] }, oldest first',
      handle: () => ({ status: 200, body: { faults: faults.list() } }),
    },
    {
      method: 'POST',
      path: '/sandbox/faults',
      summary: 'Turn a fault on',
      body: FAULT,
      answers: 'The fault with its id (201)',
      handle: ({ body }) => addFault(rules.faults, body),
    },
    {
      method: 'DELETE',
      path: '/sandbox/faults',
      summary: 'Turn all faults off',
      answers: '{ faults: [] }',
      handle: () => {
        faults.clear()
        return { status: 200, body: { faults: [] } }
      },
    },
    {
      method: 'DELETE',
      path: '/sandbox/faults/{id}',
      summary: 'Turn one fault off',
      answers: '{ id }',
      handle: ({ parameters: { id = '' } }) =>
        faults.remove(id) ? { status: 200, body: { id } } : problem(404, 'UNKNOWN_FAULT', 'No such fault is on.'),
    },
    {
      method: 'GET',
      path: '/sandbox/drift',
      summary: 'What looks different from what is documented',
      answers: 'One flag for each drift',
      handle: () => ({ status: 200, body: drift.state }),
    },
    {
      method: 'POST',
      path: '/sandbox/drift',
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
export function addFault(faults: PanelWorld['rules']['faults'], body: Readonly<Record<string, unknown>>): PanelReply {
  try {
    const fault = faults.add(parseFault(body))
    if (fault === undefined) return problem(409, 'TOO_MANY_FAULTS', 'Take some of the faults away first.')
    return { status: 201, body: fault }
  } catch (error) {
    if (error instanceof FaultError) return problem(400, error.code, error.message)
    throw error
  }
}

function isDrift(body: Readonly<Record<string, unknown>>): body is Partial<DriftState> {
  const names: readonly string[] = DRIFT_NAMES
  return Object.entries(body).every(([name, on]) => names.includes(name) && typeof on === 'boolean')
}
