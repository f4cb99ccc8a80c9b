/** Typed calls of the owner's overview: announcements, access log, Redis, settings. */

import type {
  AccessRecord,
  AccountNotice,
  CredentialEnded,
  NoticeData,
  Page,
  RedisTargetStats,
  Settings,
  SettingsChange,
  SignedInSession,
} from '@spotdeck/api'
import { type Send, of, query } from './call.ts'

/** Calls of the owner's overview. */
export interface WatchApi {
  /** Those that touch the account; its owner is told of the key too. */
  accountNotices(account: string, signal?: AbortSignal): Promise<Page<AccountNotice>>
  /** All that the exchange announces and its lists say. */
  notices(signal?: AbortSignal): Promise<Page<NoticeData>>
  /** For the owner; newest first. */
  access(place: { cursor?: string | undefined; limit?: number }, signal?: AbortSignal): Promise<Page<AccessRecord>>
  /** For the owner; empty where no Redis is configured. */
  redis(signal?: AbortSignal): Promise<Page<RedisTargetStats>>
  /** For the owner; newest first. */
  sessions(signal?: AbortSignal): Promise<Page<SignedInSession>>
  /** Signs a browser out. */
  endSession(id: string): Promise<CredentialEnded>
  /** Signs out every browser but this one. */
  endOtherSessions(): Promise<CredentialEnded>
  /** Removes a person, for a confirmed session of the owner. */
  removeUser(id: string): Promise<void>
  /** The owner's settings that the gateway stores. */
  settings(signal?: AbortSignal): Promise<Settings>
  /** Changes what is named and keeps the rest. */
  changeSettings(change: SettingsChange): Promise<Settings>
}

/** The calls through `send`. */
export function watchApi(send: Send): WatchApi {
  return {
    accountNotices: (account, signal) => send(`${of(account)}/notices`, { signal }),
    notices: (signal) => send('/notices', { signal }),
    access: (place, signal) => send(`/access${query(place)}`, { signal }),
    redis: (signal) => send('/redis', { signal }),
    sessions: (signal) => send('/sessions?limit=1000', { signal }),
    endSession: (id) => send(`/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    endOtherSessions: () => send('/sessions', { method: 'DELETE' }),
    removeUser: (id) => send(`/users/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    settings: (signal) => send('/settings', { signal }),
    changeSettings: (change) => send('/settings', { method: 'POST', body: change }),
  }
}
