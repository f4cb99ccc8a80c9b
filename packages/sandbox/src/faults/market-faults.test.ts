import { connect } from 'node:net'
import { type DecodedPush, decodePush } from '@spotdeck/wire'
import { afterEach, expect, test } from 'vitest'
import { type StartedSandbox, startSandbox } from '../start-sandbox.ts'

const DEPTH = 'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT'
const DEALS = 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT'
const opened: StartedSandbox[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

async function start(port: number | false = false): Promise<StartedSandbox> {
  const sandbox = await startSandbox({
    ...{ time: 'virtual', startAt: Date.UTC(2027, 0, 1), port, symbols: ['MXUSDT'], bots: true },
  })
  opened.push(sandbox)
  return sandbox
}

async function listen(sandbox: StartedSandbox, channels: readonly string[]): Promise<DecodedPush[]> {
  const pushes: DecodedPush[] = []
  await new Promise<void>((resolve) => {
    const socket = sandbox.openSocket(sandbox.wsUrl, {
      opened: () => socket.send(JSON.stringify({ method: 'SUBSCRIPTION', params: channels })),
      message(data) {
        if (typeof data === 'string') resolve()
        else pushes.push(decodePush(data))
      },
      closed: () => undefined,
    })
  })
  return pushes
}

async function depthVersion(sandbox: StartedSandbox): Promise<number> {
  const url = `${sandbox.restUrl}/api/v3/depth?symbol=MXUSDT&limit=5`
  const { body } = await sandbox.fetch({ method: 'GET', url, timeoutMs: 5_000 })
  return (JSON.parse(body) as { lastUpdateId: number }).lastUpdateId
}

const versionsOf = (pushes: readonly DecodedPush[]) =>
  pushes.flatMap(({ body }) =>
    body.kind === 'publicAggreDepths' ? [[Number(body.value.fromVersion), Number(body.value.toVersion)] as const] : [],
  )

test('a gap: the versions of depth pushes jump once, and are contiguous before and after', async () => {
  const sandbox = await start()
  const pushes = await listen(sandbox, [DEPTH])
  await sandbox.advance(2_000)
  sandbox.faults.add({ kind: 'version-gap', target: {}, probability: 1, versions: 50 })
  await sandbox.advance(2_000)
  await new Promise((resolve) => setTimeout(resolve, 0))
  const versions = versionsOf(pushes)
  const jumps = versions.slice(1).map(([from], n) => from - (versions[n]?.[1] ?? 0) - 1)
  expect(jumps.filter((jump) => jump !== 0)).toEqual([50])
})

test('a silent channel: the others go on', async () => {
  const sandbox = await start()
  sandbox.faults.add({ kind: 'drop', target: { channel: 'aggre.depth' }, probability: 1 })
  const pushes = await listen(sandbox, [DEPTH, DEALS])
  await sandbox.advance(30_000)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(new Set(pushes.map(({ body }) => body.kind))).toEqual(new Set(['publicAggreDeals']))
})

test('a stale depth: the book of when the fault began, until it is older than that', async () => {
  const sandbox = await start()
  await sandbox.advance(5_000)
  const before = await depthVersion(sandbox)
  sandbox.faults.add({ kind: 'stale', target: { endpoint: 'GET depth' }, probability: 1, delayMs: 3_000 })
  await sandbox.advance(2_000)
  expect(await depthVersion(sandbox)).toBe(before)
  await sandbox.advance(2_000)
  const later = await depthVersion(sandbox)
  expect(later).toBeGreaterThan(before)
  sandbox.faults.clear()
  await sandbox.advance(2_000)
  expect(await depthVersion(sandbox)).toBeGreaterThan(later)
})

test('a reset at a byte: so much of the body arrives over the wire, and then the connection is reset', async () => {
  const sandbox = await start(0)
  sandbox.faults.add({ kind: 'reset', target: { endpoint: 'GET time' }, probability: 1, afterBytes: 7 })
  const { port } = new URL(sandbox.restUrl)
  const outcome = await new Promise<{ text: string; code: string }>((resolve) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('GET /api/v3/time HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    )
    socket.on('data', (part) => (text += part.toString()))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve({ text, code: error.code ?? '' }))
    socket.on('end', () => resolve({ text, code: 'FIN' }))
  })
  expect(outcome.code).toBe('ECONNRESET')
  expect(outcome.text.split('\r\n\r\n')[1]).toBe('{"serve')
})
