/** The four REST calls on listen keys, as plain functions. */

import { closeListenKey, createListenKey, extendListenKey, listListenKeys } from '@spotdeck/wire'
import type { RestClient } from '../rest/rest-client.ts'
import { UnreadableAnswer } from '../errors/mexc-error.ts'

/** Each throws the `MexcError` of its call. */
export interface ListenKeyCalls {
  list(signal: AbortSignal): Promise<readonly string[]>
  create(signal: AbortSignal): Promise<string>
  extend(listenKey: string, signal: AbortSignal): Promise<void>
  close(listenKey: string, signal: AbortSignal): Promise<void>
}

/** One attempt at an extension or a closing must not hold up what comes after it. */
const TIMEOUT_MS = 5_000

/** Binds the four listen key calls to a REST client, each with a deadline. */
export function listenKeyCalls(rest: RestClient): ListenKeyCalls {
  return {
    list: async (signal) =>
      textList((await rest.call(listListenKeys, {}, { signal, timeoutMs: TIMEOUT_MS })).listenKey),
    create: async (signal) => {
      const { listenKey } = await rest.call(createListenKey, {}, { signal, timeoutMs: TIMEOUT_MS })
      if (typeof listenKey === 'string' && listenKey !== '') return listenKey
      throw new UnreadableAnswer({ endpoint: createListenKey.name, problem: 'The answer holds no listen key.' })
    },
    extend: async (listenKey, signal) => {
      await rest.call(extendListenKey, { listenKey }, { signal, timeoutMs: TIMEOUT_MS })
    },
    close: async (listenKey, signal) => {
      await rest.call(closeListenKey, { listenKey }, { signal, timeoutMs: TIMEOUT_MS })
    },
  }
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
