/** The OpenAPI 3.1 document, written from the routes themselves, so that it cannot say anything else than they do. */

import { problem } from '@spotdeck/api'
import { z } from 'zod'
import { asyncApi } from './asyncapi.ts'
import { type EdgeAnswer, json } from '../../answer/answer.ts'
import { type Route, allowed, noQuery, routeWith } from '../call.ts'
import { type JsonSchema, schemaOf as schema } from './json-schema.ts'

const route = routeWith()

/** The document. */
export type OpenApi = ReturnType<typeof openApi>
/** A call as the document describes it. */
export type Operation = ReturnType<typeof operation>
/** Media types, each with the form of its body. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>
type Response = { readonly description: string; readonly content?: Content }
type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema | boolean
}

/** The routes that serve the documents of the others and of the streams. */
export function openApiRoutes(served: readonly Route[]): readonly Route[] {
  const kept: { document?: EdgeAnswer } = {}
  const document = route({
    path: '/api/v1/openapi.json',
    summary: 'This document.',
    ...allowed.anyone,
    query: noQuery,
    answers: { 200: z.object({}) },
    handle: () => (kept.document ??= json(openApi(served))),
  })
  const streams = route({
    path: '/api/v1/asyncapi.json',
    summary: 'The streams: WebSocket and text/event-stream.',
    ...allowed.anyone,
    query: noQuery,
    answers: { 200: z.object({}) },
    handle: () => json(asyncApi()),
  })
  return [document, streams]
}

/** Pure: the same routes give the same document. */
export function openApi(served: readonly Route[]) {
  const paths = new Map<string, Record<string, Operation>>()
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
function operation(item: Route, path: string) {
  const answers = Object.entries(item.answers).map(([status, answer]): [string, Response] => [status, response(answer)])
  return {
    summary: path.replace(/^\/api\/v1\//, ''),
    description: item.summary,
    operationId: `${item.method.toLowerCase()}${item.path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(item.audiences === 'anyone' ? { security: [] } : { security: [{ bearer: [] }, { session: [] }] }),
    parameters: [...pathParameters(item.path), ...queryParameters(item), ...headerParameters(item)],
    ...(item.body ? { requestBody: { required: true, content: jsonContent(schema(item.body, 'input')) } } : {}),
    responses: Object.fromEntries<Response>([...answers, ['default', problemResponse]]),
  }
}

const problemResponse: Response = {
  description: 'Trouble, with a stable `code`.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function response(answer: z.ZodType | string): Response {
  if (answer === problem) return problemResponse
  if (typeof answer === 'string' && answer.startsWith('text/')) {
    return { description: 'OK', content: { [answer]: { schema: { type: 'string' } } } }
  }
  if (typeof answer === 'string') return { description: answer }
  return { description: 'OK', content: jsonContent(schema(answer, 'output')) }
}

const jsonContent = (of: JsonSchema): Content => ({ 'application/json': { schema: of } })

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

/** As they are written in an address: text, with the form that each has. */
function queryParameters({ query }: Route): Parameter[] {
  const { properties = {}, required = [] } = schema(query, 'input')
  return Object.entries(properties).map(([name, form]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: form,
  }))
}

function headerParameters({ headers = {} }: Route): Parameter[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  }))
}
