/** REST routes of the owner's page settings, which follow the owner to another browser. */

import { problem, settings, settingsChange } from '@spotdeck/api'
import { json } from '../../answer/answer.ts'
import { type Route, allowed, routeWith } from '../call.ts'
import { ProblemError } from '../../answer/problem.ts'

const route = routeWith<'access'>()

const LIMIT_BYTES = 16 * 1024

const read = route({
  path: '/api/v1/settings',
  summary: 'What the page remembers for its owner.',
  ...allowed.managers,
  answers: { 200: settings },
  handle: async (call) => json(await call.access.settings()),
})

const change = route({
  method: 'POST',
  path: '/api/v1/settings',
  summary: 'Changes the settings that are named and keeps the others; null forgets one.',
  action: 'settings-changed',
  ...allowed.managers,
  body: settingsChange,
  answers: { 200: settings, 413: problem },
  async handle(call) {
    const changed = await call.access.changeSettings(call.body)
    if (changed === undefined) throw new ProblemError('TOO_LARGE', { limitBytes: LIMIT_BYTES })
    return json(changed)
  },
})

/** Routes of the page settings. */
export const settingsRoutes: readonly Route[] = [read, change]
