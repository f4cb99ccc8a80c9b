/** MEXC's own signing examples with a real curl and a real openssl against a sandbox on a port. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { afterEach, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const SECRET = '45d0b3c26f2644f19bfb98b07741b2f5'
const ORDER = 'symbol=BTCUSDT&side=BUY&type=LIMIT'
const placed = { symbol: 'BTCUSDT', type: 'LIMIT', side: 'BUY', price: '11', origQty: '1' }

let sandbox: RunningSandbox | undefined
afterEach(() => sandbox?.close())

async function open(switches: { contentType?: 'lenient' } = {}): Promise<RunningSandbox> {
  const config = { port: 0, host: '127.0.0.1', seed: 2, bots: false, panel: false, symbols: ['BTCUSDT'], switches }
  return (sandbox = await openSandbox(config, nodeWorld()))
}

async function openssl(text: string): Promise<string> {
  const { stdout } = await run('bash', ['-c', 'printf %s "$0" | openssl dgst -sha256 -hmac "$1"', text, SECRET])
  return /[0-9a-f]{64}/.exec(stdout)?.[0] ?? ''
}

/** The command of the documentation, with another address, a fresh timestamp and the signature that goes with it. */
async function curl(url: string, body: string, ...more: string[]): Promise<Record<string, unknown>> {
  const key = ['-H', 'X-MEXC-APIKEY: mx0aBYs33eIilxBWC5', '-X', 'POST']
  const data = body === '' ? [] : ['-d', body]
  const { stdout } = await run('curl', ['--silent', ...key, ...more, url, ...data])
  return JSON.parse(stdout) as Record<string, unknown>
}

const fresh = (): string => `quantity=1&price=11&recvWindow=5000&timestamp=${Date.now()}`

describe('the signing examples of the documentation', () => {
  test('signed-order.sh places an order in each of the three forms', async () => {
    const { port } = await open()
    const script = fileURLToPath(new URL('../../examples/signed-order.sh', import.meta.url))
    const { stdout, stderr } = await run(script, [String(port)])
    const answers = stdout.split('\n').filter((line) => line.startsWith('{'))
    expect({ stderr, count: answers.length }).toEqual({ stderr: '', count: 3 })
    for (const answer of answers) expect(JSON.parse(answer)).toMatchObject(placed)
  })

  test('the curl -d form is rejected for its content type, and accepted with contentType=lenient', async () => {
    const send = async ({ url }: RunningSandbox, ...more: string[]) => {
      const text = `${ORDER}&${fresh()}`
      return curl(`${url}/api/v3/order`, `${text}&signature=${await openssl(text)}`, ...more)
    }
    const strict = await open()
    expect(await send(strict)).toEqual({ code: 700013, msg: 'Invalid content Type.' })
    expect(await send(strict, '-H', 'Content-Type: application/json')).toMatchObject(placed)
    await strict.close()
    expect(await send(await open({ contentType: 'lenient' }))).toMatchObject(placed)
  })

  test('with contentType=lenient the mixed form passes too, signed without & between query and body', async () => {
    const { url } = await open({ contentType: 'lenient' })
    const rest = fresh()
    const send = async (signed: string) =>
      curl(`${url}/api/v3/order?${ORDER}`, `${rest}&signature=${await openssl(signed)}`)
    expect(await send(ORDER + rest)).toMatchObject(placed)
    expect(await send(`${ORDER}&${rest}`)).toMatchObject({ code: 700002 })
  })

  test('the digest that the documentation prints for its first example is not what openssl gives', async () => {
    const text = `${ORDER}&quantity=1&price=11&recvWindow=5000&timestamp=1644489390087`
    expect(await openssl(text)).toBe('fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a')
  })
})
