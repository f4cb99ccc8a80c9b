/** The panel described for programs: OpenAPI 3.1, made from the table that serves it. */

import { defined } from '@spotdeck/ports'
import type { PanelRoute } from './route.ts'

const PROBLEM = {
  description: 'What was wrong: a stable code and a message that says what to send.',
  content: {
    'application/json': {
      schema: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
    },
  },
}

/** Returns the OpenAPI 3.1 document of the routes. */
export function openApiOf(routes: readonly PanelRoute[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const [method = '', path = ''] = route.call.split(' ')
    const operations = (paths[path] ??= {})
    operations[method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Spotdeck sandbox: control panel',
      version: '1',
      description:
        'What no exchange lets you do: move time, break things on purpose, and be told the truth. Served to loopback names only; bodies are JSON. Times are ms since the epoch, amounts decimal text.',
    },
    paths,
  }
}

function operationOf(route: PanelRoute): unknown {
  const names = [...route.call.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(route.query ?? {}).map(([name, schema]) => ({ name, in: 'query', schema })),
  ]
  const requestBody = route.body && { content: { 'application/json': { schema: route.body } } }
  return {
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...defined({ requestBody }),
    responses: { '2XX': { description: route.answers }, '4XX': PROBLEM },
  }
}
