/** The control panel under `/sandbox`, for the people who run the sandbox; a real exchange has none. */

import { parseJson } from '@spotdeck/ports'
import type { RestAnswer, RestRequest } from '../server/call/request.ts'
import { rejectForeignRequest } from './call/guard.ts'
import { openApiOf } from './call/openapi.ts'
import { type PanelReply, badBody, panelAnswer, problem } from './call/reply.ts'
import type { PanelRoute, PanelWorld } from './call/route.ts'
import { accountRoutes } from './routes/accounts.ts'
import { clockRoutes } from './routes/clock.ts'
import { faultRoutes } from './routes/faults.ts'
import { journalRoutes } from './routes/journal.ts'
import { marketRoutes } from './routes/market.ts'
import { pageRoutes } from './routes/page.ts'
import { scenarioRoutes } from './routes/scenario.ts'
import { snapshotRoutes } from './routes/snapshots.ts'
import { switchRoutes } from './routes/switches.ts'
import { venueRoutes } from './routes/venue.ts'

/** The control panel's routes behind one call. */
export interface Panel {
  /** `undefined` for paths that are not the panel's. */
  handle(request: RestRequest): Promise<RestAnswer> | undefined
}

const PREFIX = '/sandbox'

/** Creates the panel with all its routes and their OpenAPI document. */
export function createPanel(world: PanelWorld): Panel {
  const routes: readonly PanelRoute[] = [
    ...pageRoutes(world),
    ...clockRoutes(world),
    ...faultRoutes(world),
    ...accountRoutes(world),
    ...marketRoutes(world),
    ...venueRoutes(world),
    ...snapshotRoutes(world),
    ...scenarioRoutes(world),
    ...switchRoutes(world),
    ...journalRoutes(world),
  ]
  const document: PanelRoute = {
    call: 'GET /sandbox/openapi.json',
    summary: 'This document',
    answers: 'OpenAPI 3.1',
    handle: () => ({ status: 200, body: openApiOf([document, ...routes]) }),
  }
  const table = [document, ...routes].map((route) => ({ route, pattern: patternOf(route.call) }))

  const route = async (request: RestRequest): Promise<PanelReply> => {
    const stranger = rejectForeignRequest(request, world.access)
    if (stranger !== undefined) return stranger
    for (const { route: one, pattern } of table) {
      const match = pattern.exec(`${request.method} ${request.path}`)
      if (match === null) continue
      const body = bodyOf(request)
      if (body === undefined) return badBody
      const query = new Map(new URLSearchParams(request.query))
      return refuseUnknown(one, body, query) ?? one.handle({ parameters: decoded(match.groups), body, query })
    }
    return problem(404, 'UNKNOWN_PATH', `There is nothing at ${request.method} ${request.path}.`)
  }

  return {
    handle(request) {
      if (request.path !== PREFIX && !request.path.startsWith(`${PREFIX}/`)) return undefined
      return route(request).then(panelAnswer)
    },
  }
}

/** A field that the call does not take would be ignored in silence: it is refused by name. */
function refuseUnknown(
  route: PanelRoute,
  body: Readonly<Record<string, unknown>>,
  query: ReadonlyMap<string, string>,
): PanelReply | undefined {
  const taking = Object.keys(route.query ?? {})
  const unknown = [...query.keys()].find((name) => !taking.includes(name))
  if (unknown !== undefined && taking.length > 0) {
    const message = `There is no parameter "${unknown.slice(0, 80)}" here: the call takes ${taking.join(', ')}.`
    return problem(400, 'BAD_QUERY', message)
  }
  const fields = Object.keys(route.body?.properties ?? {})
  const stranger = Object.keys(body).find((field) => !fields.includes(field))
  if (stranger === undefined) return undefined
  const taken = fields.length === 0 ? 'no fields' : fields.join(', ')
  return problem(400, 'BAD_BODY', `There is no field "${stranger.slice(0, 80)}" here: the call takes ${taken}.`)
}

/** `GET /a/{b}` as an expression whose groups are the parts in braces. */
function patternOf(call: string): RegExp {
  return new RegExp(`^${call.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[A-Za-z0-9_.%-]{1,400})')}$`)
}

/** Names beyond ASCII come percent-encoded; what cannot be decoded names nothing. */
function decoded(groups: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodedText(text)]))
}

function decodedText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function bodyOf(request: RestRequest): Readonly<Record<string, unknown>> | undefined {
  if (request.body.trim() === '') return {}
  const value = parseJson(request.body)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}
