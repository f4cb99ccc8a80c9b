/** The HTTP adapter: carries requests to the rules and their answers back. It decides nothing but what is the page's. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { MAX_IMPORT_BYTES } from '@spotdeck/api'
import type { Timers } from '@spotdeck/ports'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { ConnectionLimits } from '../limits/budgets.ts'
import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import { ProblemError, badRequest, problemAnswer } from '../answer/problem.ts'
import type { EncodedFrame, OpenStream, SseTransport } from '../answer/transport.ts'
import type { UploadBy } from '../rest/handle.ts'
import type { EdgeHandler } from '../handler.ts'
import { HEADERS_LIMIT_BYTES, writeRawResponse, problemOfParser } from './bare-answer.ts'
import type { ConnectionGate } from './connection-gate.ts'
import { DATA_POLICY } from './headers.ts'
import type { CallerOf } from './proxies.ts'
import { writeChunk } from './raw-frames.ts'
import type { StaticSite } from './static-site.ts'
import { readPieces } from './upload-body.ts'

/** Parts of the HTTP server. */
export type ServerOptions = {
  /** There once the port is known; what comes before waits for it. */
  readonly rules: Promise<EdgeHandler>
  /** Finds the caller behind proxies. */
  readonly callerOf: CallerOf
  readonly isOurHost: (host: string | undefined) => boolean
  /** Headers of every answer. */
  readonly common: Readonly<Record<string, string>>
  readonly site: StaticSite | undefined
  readonly timers: Timers
  readonly limits: ConnectionLimits
  readonly gate: ConnectionGate
}

/** The largest body: an order is a few hundred bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024
/** The same where a file is imported: base64 and what stands around it. */
const IMPORT_LIMIT_BYTES = Math.ceil(MAX_IMPORT_BYTES / 3) * 4 + 64 * 1024
/** Files that are uploaded at the same time, each to another account. */
const MAX_UPLOADS = 2
/** Deadline for an ended stream to drain, in ms. */
const DRAIN_MS = 3_000
const RULED = /^\/(?:api\/|healthz$|readyz$|metrics$)/

/** Builds the HTTP server; it does not listen yet. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { common, limits, gate } = options
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionTimeout: limits.idleMs,
    forceCloseConnections: 'idle',
    // While the server closes, the rules answer requests, in a form after which an EventSource reconnects.
    return503OnClosing: false,
    // A request that names no host is refused by the rules, as one that names a wrong one.
    http: {
      maxHeaderSize: HEADERS_LIMIT_BYTES,
      requireHostHeader: false,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkEveryMs,
    },
    clientErrorHandler(error, socket) {
      if (socket.writable) writeRawResponse(socket, common, problemOfParser(error))
      else socket.destroy()
    },
    frameworkErrors: (error, request, reply) => {
      void sendBroken({ options, request, reply, error })
    },
  })
  app.server.maxConnections = limits.connections
  app.server.on('connection', (socket) => gate.admit(socket))
  app.addHook('onRequest', oneAtATime)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, request, reply) => sendProblem(reply, common, error, request.routeOptions.bodyLimit))
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const rules = await options.rules
    const asked = { ...edgeRequest(request, options.callerOf), left: () => leaving(reply) }
    if (isRead(asked.method) && !RULED.test(asked.path)) return sendPage({ options, rules, asked, reply })
    const told = await rules.handle(asked, (caller) => gate.signedIn(request.raw.socket, caller))
    if (typeof told.body !== 'function') return send(reply, common, told)
    return carryStream(options, rules, { asked, reply, common, answer: told, open: told.body })
  }
  // A large body is read only from a caller who may upload it, and only a few at a time: all others are answered before it is read.
  const uploading = new Set<UploadBy>()
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const asked = edgeRequest(request, options.callerOf)
    const by = await uploaderOf(await options.rules, asked)
    if (by === undefined) return answer(request, reply)
    const isBusy = [...uploading].some(
      ({ credential, account }) => credential === by.credential || account === by.account,
    )
    if (isBusy || uploading.size >= MAX_UPLOADS) return sendProblem(reply, common, new ProblemError('IMPORT_BUSY'))
    uploading.add(by)
    reply.raw.once('close', () => uploading.delete(by))
    return undefined
  }
  void app.register((uploads, _options, done) => {
    // In pieces, which a worker takes over: to make one buffer or text of them would stop the event loop.
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', ({ headers }: FastifyRequest, body: IncomingMessage) =>
      readPieces(body, { limitBytes: IMPORT_LIMIT_BYTES, statedBytes: Number(headers['content-length'] ?? 0) }),
    )
    uploads.post('/api/v1/accounts/:account/import', { bodyLimit: IMPORT_LIMIT_BYTES, onRequest }, answer)
    done()
  })
  app.all('*', answer)
  return app.setNotFoundHandler(answer)
}

async function uploaderOf(rules: EdgeHandler, asked: EdgeRequest): Promise<UploadBy | undefined> {
  await rules.prepare(asked)
  return rules.uploadBy(asked)
}

/**
 * Closes a connection that sends a request before the last answer has left. Node gives such a request no socket and says nothing
 * when the connection of one ends, so its stream, its export or its upload would stay counted. No browser sends one.
 */
async function oneAtATime({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (reply.raw.socket !== null) return
  reply.hijack()
  raw.socket.destroy()
}

type Broken = {
  readonly options: ServerOptions
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly error: unknown
}

/** An address that cannot be read: nobody is told 401, as everywhere, and only who is signed in what is wrong with it. */
async function sendBroken({ options, request, reply, error }: Broken): Promise<FastifyReply> {
  const asked = edgeRequest(request, options.callerOf)
  const told = RULED.test(asked.path) ? await (await options.rules).handle(asked) : undefined
  return told?.status === 401 ? send(reply, options.common, told) : sendProblem(reply, options.common, error)
}

/** Returns a signal that aborts when the connection of an answer ends. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const leaves = new AbortController()
  if (raw.destroyed) leaves.abort()
  else raw.once('close', () => leaves.abort())
  return leaves.signal
}

/** A request as the rules know it. */
function edgeRequest(request: FastifyRequest, callerOf: CallerOf): EdgeRequest {
  return {
    ...requestLine(request.method, request.url),
    ...callerOf(addressOf(request.raw.socket), flatHeaders(request.raw)),
    ...(typeof request.body === 'string' ? { body: request.body } : {}),
    ...(isPieces(request.body) ? { pieces: request.body } : {}),
  }
}

const isPieces = (body: unknown): body is readonly Uint8Array[] => Array.isArray(body)

/** Address of a connection; empty for one that ended before its request was read: Node knows it no more. */
export const addressOf = ({ remoteAddress = '' }: Partial<Pick<Socket, 'remoteAddress'>>): string => remoteAddress

/** Method, path and query of a request line. */
export function requestLine(method: string, url: string): Pick<EdgeRequest, 'method' | 'path' | 'query'> {
  const at = url.indexOf('?')
  return at < 0 ? { method, path: url, query: '' } : { method, path: url.slice(0, at), query: url.slice(at + 1) }
}

/** Headers with one text per name; repeated ones are joined. Of two hosts Node keeps the first: joined, they are none of ours. */
export function flatHeaders({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): EdgeRequest['headers'] {
  const joined = Object.entries(headers).map(([name, value]): [string, string | undefined] => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ])
  const hosts = rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host')
  return { ...Object.fromEntries(joined), host: hosts.length === 0 ? undefined : hosts.join(',') }
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD'

type PageAsked = {
  readonly options: ServerOptions
  readonly rules: EdgeHandler
  readonly asked: EdgeRequest
  readonly reply: FastifyReply
}

async function sendPage({ options, rules, asked, reply }: PageAsked): Promise<FastifyReply> {
  const { common } = options
  if (!options.isOurHost(asked.headers['host'])) return sendProblem(reply, common, new ProblemError('WRONG_HOST'))
  const { accept = '*/*', 'accept-encoding': acceptEncoding = '', 'if-none-match': ifNoneMatch } = asked.headers
  const stream = await rules.pageStream(asked)
  const answer = await options.site?.answer({ path: asked.path, accept, acceptEncoding, ifNoneMatch, stream })
  if (answer === undefined) return sendProblem(reply, common, new ProblemError('NOT_FOUND'))
  return reply
    .code(answer.status)
    .headers({ ...common, ...answer.headers })
    .send(answer.body)
}

function send(reply: FastifyReply, common: Readonly<Record<string, string>>, answer: EdgeAnswer): FastifyReply {
  const { body } = answer
  const headers = { ...common, 'content-security-policy': DATA_POLICY, ...answer.headers }
  const to = reply.code(answer.status).headers(headers)
  if (typeof body === 'string') return to.send(body)
  return typeof body === 'function' ? to.send() : to.send(Readable.from(body))
}

/** Trouble that the rules never saw: a body too large, a broken URL or request. */
function sendProblem(
  reply: FastifyReply,
  common: Readonly<Record<string, string>>,
  error: unknown,
  limitBytes = BODY_LIMIT_BYTES,
): FastifyReply {
  const answer = problemAnswer(asProblem(error, limitBytes))
  return send(reply, common, { ...answer, headers: { 'cache-control': 'no-store', ...answer.headers } })
}

function asProblem(error: unknown, limitBytes: number): ProblemError {
  if (error instanceof ProblemError) return error
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_BAD_URL')
    return badRequest('path', 'is not percent-encoded UTF-8')
  if (status === 413) return new ProblemError('TOO_LARGE', { limitBytes })
  if (typeof status === 'number' && status >= 400 && status < 500) return new ProblemError('BAD_REQUEST')
  return new ProblemError('INTERNAL', { reference: 'http' })
}

type Carried = {
  readonly asked: EdgeRequest
  readonly reply: FastifyReply
  readonly common: Readonly<Record<string, string>>
  readonly answer: EdgeAnswer
  readonly open: (sink: SseTransport) => OpenStream
}

function carryStream({ timers }: ServerOptions, rules: EdgeHandler, carried: Carried): FastifyReply {
  const { asked, reply, common, answer, open } = carried
  if (asked.method === 'HEAD')
    return reply
      .code(answer.status)
      .headers({ ...common, ...answer.headers })
      .send()
  reply.hijack()
  const { raw } = reply
  // Its client left while the stream was prepared: nothing would tell when it ends.
  if (raw.destroyed) return reply
  raw.writeHead(answer.status, { ...common, 'content-security-policy': DATA_POLICY, ...answer.headers })
  raw.flushHeaders()
  const gone = rules.stream(asked, open, new ResponseSink(raw, timers))
  raw.on('close', gone)
  raw.on('error', gone)
  return reply
}

class ResponseSink implements SseTransport {
  readonly #raw: ServerResponse
  readonly #timers: Timers

  constructor(raw: ServerResponse, timers: Timers) {
    this.#raw = raw
    this.#timers = timers
  }

  write(text: string): void {
    if (!this.#raw.destroyed) this.#raw.write(text)
  }

  share(piece: EncodedFrame): boolean {
    return writeChunk(this.#raw, piece)
  }

  end(): void {
    this.#raw.end()
    const killer = this.#timers.after(DRAIN_MS, () => this.#raw.destroy())
    this.#raw.on('close', () => killer.cancel())
  }

  get bufferedBytes(): number {
    return this.#raw.writableLength
  }
}
