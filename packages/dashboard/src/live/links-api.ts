/** Links for others, as typed calls. */

import type { Link, LinkCreated, NewLink, Page } from '@spotdeck/api'
import type { Send } from './call.ts'

/** Calls that list, create and revoke share links; for the owner. */
export interface LinksApi {
  links(signal?: AbortSignal): Promise<Page<Link>>
  /** The answer carries the token, this once. */
  makeLink(link: NewLink): Promise<LinkCreated>
  revokeLink(id: string): Promise<void>
}

/** The calls through `send`. */
export function linksApi(send: Send): LinksApi {
  return {
    links: (signal) => send('/links', { signal }),
    makeLink: (link) => send('/links', { method: 'POST', body: link }),
    revokeLink: (id) => send(`/links/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  }
}
