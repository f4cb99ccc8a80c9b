/** The part of a configuration that hides assets and symbols, in the terms of the gateway. */

import type { AudienceLimits, Limits } from '@spotdeck/gateway/config'
import type { Settings } from './settings.ts'

/** The names that a configuration hides from each audience. */
export function limitsOf({ viewer, public: everybody }: NonNullable<Settings['audiences']>): AudienceLimits {
  return {
    viewer: viewer === undefined ? undefined : listsOf(viewer),
    public: everybody === undefined ? undefined : listsOf(everybody),
  }
}

function listsOf({
  withoutAssets = [],
  withoutSymbols = [],
}: { [Name in keyof Limits]?: Limits[Name] | undefined }): Limits {
  return { withoutAssets, withoutSymbols }
}
