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

/**
 * One attempt at an extension or a closing must not hold up what comes after it. Without a key there is no stream, and REST reads in
 * its place: the keys go before what is read so, or the reads of many accounts would keep each of them from its stream.
 */
const CALL = { timeoutMs: 5_000, priority: 'urgent' } as const

/** Binds the four listen key calls to a REST client, each with a deadline. */
export function listenKeyCalls(rest: RestClient): ListenKeyCalls {
  return {
    list: async (signal) => textList((await rest.call(listListenKeys, {}, { ...CALL, signal })).listenKey),
    create: async (signal) => {
      const { listenKey } = await rest.call(createListenKey, {}, { ...CALL, signal })
      if (typeof listenKey === 'string' && listenKey !== '') return listenKey
      throw new UnreadableAnswer({ endpoint: createListenKey.name, problem: 'The answer holds no listen key.' })
    },
    extend: async (listenKey, signal) => {
      await rest.call(extendListenKey, { listenKey }, { ...CALL, signal })
    },
    close: async (listenKey, signal) => {
      await rest.call(closeListenKey, { listenKey }, { ...CALL, signal })
    },
  }
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
