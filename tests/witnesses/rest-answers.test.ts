/** Answers as MEXC documents and sends them, one for each kind of call: the SDK reads every one, whole and without surprise. */

import { readFileSync } from 'node:fs'
import { createRestClient, DriftMonitor } from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { endpointAt, parseAnswer, type AnyEndpoint, type Parameter } from '@spotdeck/wire'
import { expect, test } from 'vitest'

type Sample = { readonly call: string; readonly answer: unknown }
const samples = JSON.parse(
  readFileSync(new URL('../fixtures/rest-answers.json', import.meta.url), 'utf8'),
) as readonly Sample[]

function anyValue({ type, values }: Parameter): unknown {
  const kinds = { string: 'x', decimal: '1', integer: 1, boolean: true, enum: values?.[0], list: 'x', json: [] }
  return kinds[type]
}

/** Required parameters, and the setup that makes the answer one row. */
function queryFor({ parameters, rowOf }: AnyEndpoint, answer: unknown): Readonly<Record<string, unknown>> {
  const needed = Object.entries(parameters).filter(
    ([name, parameter]) => parameter.required === true || (name === rowOf && !Array.isArray(answer)),
  )
  return Object.fromEntries(needed.map(([name, parameter]) => [name, anyValue(parameter)]))
}

test.each(samples.map(({ call, answer }, index) => [call, index, answer] as const))(
  '%s (%i)',
  async (call, _index, answer) => {
    const [method = '', path = ''] = call.split(' ')
    const endpoint = endpointAt(method, path)
    if (endpoint === undefined) throw new Error(`The table has no ${call}.`)
    const fetch = async ({ url }: { readonly url: string }) => ({
      status: 200,
      headers: {},
      body: JSON.stringify(
        url.includes('/api/v3/time') && path !== '/api/v3/time' ? { serverTime: Date.now() } : answer,
      ),
    })
    const world = { ...nodeWorld(), fetch }
    const drift = new DriftMonitor(world)
    const credentials = { apiKey: 'mx0key', secret: 'secret' }
    const rest = createRestClient({ baseUrl: 'https://mexc.example', credentials, world, drift })
    const got = await rest.call(endpoint, queryFor(endpoint, answer))
    // Ids are text, however MEXC prints them.
    expect(got).toEqual(parseAnswer(JSON.stringify(answer)))
    expect(drift.seen).toEqual([])
  },
)

test('there is a sample for nearly every call of the table', () => {
  expect(new Set(samples.map(({ call }) => call)).size).toBeGreaterThan(55)
})
