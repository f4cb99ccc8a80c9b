/** Finds the route of a path: by its parts, with named ones in between. */

import type { Place } from '@spotdeck/api'
import type { Route } from './call.ts'

/** A matched route with its path parameters. */
export type Match = { readonly route: Route; readonly path: Readonly<Record<string, string>> }

/** Part by part; a named part matches anything but the empty text, and one that ends in `*` all that is left. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const parts = path.split('/')
  for (const route of routes) {
    if (route.method !== method) continue
    const named = matchParts(route.path.split('/'), parts)
    if (named !== undefined) return { route, path: named }
  }
  return undefined
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const last = pattern.at(-1) ?? ''
  if (last.endsWith('*') && parts.length > pattern.length) {
    const head = parts.slice(0, pattern.length - 1)
    return matchParts(pattern, [...head, parts.slice(pattern.length - 1).join('/')])
  }
  if (pattern.length !== parts.length) return undefined
  const named: Record<string, string> = {}
  for (const [i, expected] of pattern.entries()) {
    const part = parts[i] ?? ''
    if (!expected.startsWith(':')) {
      if (expected !== part) return undefined
      continue
    }
    const value = decoded(part)
    if (value === undefined || value === '') return undefined
    named[expected.slice(1).replace('*', '')] = value
  }
  return named
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** The part of the desk that a call of a route is about. */
export function placeOf({ scope }: Route, account: string | undefined): Place {
  if (scope === 'account' || account !== undefined) return { account: account ?? '' }
  return scope === 'all' ? 'all' : 'any'
}
