/** The OpenAPI 3.1 document, written from the routes themselves, so that it cannot say anything else than they do. */

import { problem } from '@spotdeck/api'
import { z } from 'zod'
import { asyncApi } from './asyncapi.ts'
import { json } from './answer.ts'
import { type Route, routeWith } from './call.ts'
import { schemaOf as schema } from './json-schema.ts'

const route = routeWith()

/** The routes that serve the documents of the others and of the streams. */
export function openApiRoutes(served: readonly Route[]): readonly Route[] {
  const document = route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This document.',
    audiences: 'anyone',
    scope: 'none',
    answers: { 200: z.object({}) },
    handle: () => json(openApi(served)),
  })
  const streams = route({
    method: 'GET',
    path: '/api/v1/asyncapi.json',
    summary: 'The streams: WebSocket and text/event-stream.',
    audiences: 'anyone',
    scope: 'none',
    answers: { 200: z.object({}) },
    handle: () => json(asyncApi()),
  })
  return [document, streams]
}

/** Pure: the same routes give the same document. */
export function openApi(served: readonly Route[]): object {
  const paths = new Map<string, Record<string, object>>()
  for (const item of served) {
    const path = item.path.replace(/:(\w+)\*?/g, '{$1}')
    paths.set(path, { ...paths.get(path), [item.method.toLowerCase()]: operation(item, path) })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Spotdeck',
      version: 'v1',
      description:
        'A live desk for MEXC spot accounts. The streams, WebSocket and Server-Sent Events, are described in [asyncapi.json](/api/v1/asyncapi.json).',
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: schema(problem, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'spotdeck_<port>',
          description: '`__Host-spotdeck_<port>` under HTTPS.',
        },
      },
    },
  }
}

/** Its name in a list is what comes after the common beginning; the sentence describes it. */
function operation(item: Route, path: string): object {
  const answers = Object.entries(item.answers).map(([status, answer]): [string, object] => [status, response(answer)])
  return {
    summary: path.replace(/^\/api\/v1\//, ''),
    description: item.summary,
    operationId: `${item.method.toLowerCase()}${item.path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(item.audiences === 'anyone' ? { security: [] } : { security: [{ bearer: [] }, { session: [] }] }),
    parameters: [...pathParameters(item.path), ...queryParameters(item), ...headerParameters(item)],
    ...(item.body ? { requestBody: { required: true, content: jsonContent(schema(item.body, 'input')) } } : {}),
    responses: Object.fromEntries<object>([...answers, ['default', problemResponse]]),
  }
}

const problemResponse = {
  description: 'Trouble, with a stable `code`.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function response(answer: z.ZodType | string): object {
  if (answer === problem) return problemResponse
  if (typeof answer === 'string' && answer.startsWith('text/')) {
    return { description: 'OK', content: { [answer]: { schema: { type: 'string' } } } }
  }
  if (typeof answer === 'string') return { description: answer }
  return { description: 'OK', content: jsonContent(schema(answer, 'output')) }
}

const jsonContent = (of: object): object => ({ 'application/json': { schema: of } })

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

/** As they are written in an address: text, with the form that each has. */
function queryParameters({ query }: Route): object[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = written.parse(schema(query, 'input'))
  return Object.entries(properties).map(([name, form]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: form,
  }))
}

const written = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
})

function headerParameters({ headers = {} }: Route): object[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  }))
}
