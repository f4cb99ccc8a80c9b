/** Decides whether pages of the owner may open the exchange's public stream. */

import type { EdgeServices } from './call.ts'

/** Page setting by which the owner lets the browser connect to the exchange's public stream. */
const SETTING = 'directMarket'

/** Address of the stream; `undefined` where a page cannot open it, or its owner has not turned it on. */
export async function directStreamUrl({
  access,
  publicStreamUrl,
}: Pick<EdgeServices, 'access' | 'publicStreamUrl'>): Promise<string | undefined> {
  return (await access.settings())[SETTING] === true ? publicStreamUrl : undefined
}
