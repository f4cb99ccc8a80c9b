/** The API's page in both languages names every call of the OpenAPI document that the gateway serves, with its parameters. */

import { describe, expect, it } from 'vitest'
import { routes } from '../../packages/edge/src/rest/routes/all-routes.ts'
import { openApi } from '../../packages/edge/src/rest/documents/openapi.ts'
import { prose, read } from './pages.ts'

type Parameter = { readonly name: string; readonly in: string }
type Operation = { readonly parameters?: readonly Parameter[] }
type Served = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** Parameters that are described once for all calls that take them. */
const GENERAL = new Set(['audience', 'cursor', 'limit', 'zone', 'from', 'to', 'range', 'estimate', 'wait'])
const nameless = (path: string): string =>
  path
    .replace(/^\/api\/v1/, '')
    .replace(/\{\w+\}|\*$/g, '{}')
    .replace('/accounts/main/', '/accounts/{}/')

/** Calls of the document: `GET /accounts/{}/deals`, and the parameters of each. */
const served = Object.entries((openApi(routes) as Served).paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters = [] }]) => ({
    call: `${method.toUpperCase()} ${nameless(path)}`,
    parameters: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
  })),
)

/** Calls that a page names, and the code in which each stands. */
function documented(page: string): ReadonlyMap<string, string> {
  const spans = [...prose(read(page)).matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)`/g)].map(
    ([, span = '']) => span,
  )
  const named = new Map<string, string>()
  for (const span of spans) {
    const [method = '', target = ''] = span.replaceAll('\\|', '|').split(' ')
    const [path = ''] = target.split('?')
    for (const one of alternatives(path)) {
      const call = `${method} ${nameless(one)}`
      named.set(call, `${named.get(call) ?? ''} ${span}`)
    }
  }
  return named
}

/** `export/{orders|deals}.csv` is two paths. */
function alternatives(path: string): readonly string[] {
  const found = /\{(\w+(?:\|\w+)+)\}/.exec(path)
  return found === null ? [path] : (found[1] ?? '').split('|').map((name) => path.replace(found[0], name))
}

describe.each(['docs/api.md', 'docs/api.zh-TW.md'])('%s', (page) => {
  const named = documented(page)

  it('names every served call', () => {
    expect(served.map(({ call }) => call).filter((call) => !named.has(call))).toEqual([])
  })

  it('names served calls only', () => {
    const calls = new Set(served.map(({ call }) => call))
    expect([...named.keys()].filter((call) => !calls.has(call))).toEqual([])
  })

  it('names the parameters of each call, or describes shared ones once', () => {
    const words = read(page)
    const missing = served.flatMap(({ call, parameters }) =>
      parameters
        .filter((name) => !(GENERAL.has(name) ? words : (named.get(call) ?? '')).includes(name))
        .map((name) => `${call} ${name}`),
    )
    expect(missing).toEqual([])
  })
})
