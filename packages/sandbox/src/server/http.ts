/** The HTTP side of the sandbox: a thin carrier of calls to the rules. Bodies stay raw text, whatever their type says. */

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Timers } from '@spotdeck/ports'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { SandboxStartError } from '../start-error.ts'
import type { Outcome, RestRequest } from './request.ts'

/** Batches of 20 orders take about 5 kB; anything near this is a mistake. */
const MAX_BODY_BYTES = 256 * 1024
const CLOSED = JSON.stringify({ code: 503, msg: 'service not available, please try again' })
const UNREADABLE = JSON.stringify({ code: 33333, msg: 'param is error' })

/** Handles one request. */
export type Handle = (request: RestRequest) => Outcome | Promise<Outcome>

/** The HTTP server that delivers requests and their outcomes. */
export interface HttpCarrier {
  readonly server: Server
  readonly port: number
  /** Until this is called every call is answered 503. */
  serve(handle: Handle, timers: Timers): void
  close(): Promise<void>
}

/** @throws {SandboxStartError} `SANDBOX_PORT_IN_USE`, `SANDBOX_PORT_REFUSED` */
export async function listen(host: string, port: number): Promise<HttpCarrier> {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, { raw }) =>
      void raw.writeHead(400, { 'content-type': 'application/json' }).end(UNREADABLE),
    clientErrorHandler: (_error, socket) => refuseBytes(socket),
  })
  let serving: { readonly handle: Handle; readonly timers: Timers } | undefined
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    reply
      .code(Math.min(499, error.statusCode ?? 400))
      .type('application/json')
      .send(UNREADABLE),
  )
  const answer = (request: FastifyRequest, reply: FastifyReply): void => {
    if (serving === undefined) return void reply.code(503).type('application/json').send(CLOSED)
    const { handle, timers } = serving
    const outcome = handle(requestOf(request))
    if (!(outcome instanceof Promise)) return carry(outcome, reply, timers)
    outcome.then(
      (made) => carry(made, reply, timers),
      () => void reply.code(503).type('application/json').send(CLOSED),
    )
  }
  app.all('*', answer)
  // Methods that the router does not know.
  app.setNotFoundHandler(answer)
  await app.listen({ host, port }).catch(async (error: NodeJS.ErrnoException) => {
    await app.close()
    throw portError(error, host, port)
  })
  const address = app.server.address()
  return {
    server: app.server,
    port: typeof address === 'object' && address !== null ? address.port : port,
    serve: (handle, timers) => void (serving = { handle, timers }),
    close: () => app.close(),
  }
}

/** Answers bytes that are not an HTTP request like a request that cannot be parsed. */
function refuseBytes(socket: Socket): void {
  if (!socket.writable) return void socket.destroy()
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${UNREADABLE.length}`
  socket.end(`${head}\r\nconnection: close\r\n\r\n${UNREADABLE}`)
}

/** Sends an outcome: now, later, never, or as a connection that breaks. */
function carry(outcome: Outcome, reply: FastifyReply, timers: Timers): void {
  // The whole answer stands: nothing is left for the framework to decide.
  reply.hijack()
  const { raw } = reply
  if (outcome.kind !== 'answer') {
    if (outcome.kind === 'break') raw.socket?.destroy()
    return
  }
  const { answer, delayMs } = outcome
  const send = (): void => {
    raw.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    raw.end(answer.body)
  }
  if (delayMs > 0) timers.after(delayMs, send)
  else send()
}

function requestOf(request: FastifyRequest): RestRequest {
  const target = request.raw.url ?? '/'
  const mark = target.indexOf('?')
  return {
    method: request.method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: headersOf(request),
    body: typeof request.body === 'string' ? request.body : '',
    ip: request.ip.replace(/^::ffff:/, ''),
  }
}

function headersOf(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const headers: Record<string, string | undefined> = {}
  const given = request.headers
  for (const name in given) {
    const value = given[name]
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

function portError(error: NodeJS.ErrnoException, host: string, port: number): SandboxStartError {
  if (error.code === 'EADDRINUSE') {
    return new SandboxStartError(
      'SANDBOX_PORT_IN_USE',
      `Port ${port} on ${host} is taken: stop what runs there or choose another port with --sandbox-port.`,
      { cause: error },
    )
  }
  return new SandboxStartError(
    'SANDBOX_PORT_REFUSED',
    `Cannot listen on ${host}:${port} (${error.code ?? 'unknown'}): choose an address of this machine and a free port above 1023.`,
    { cause: error },
  )
}
