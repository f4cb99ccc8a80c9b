/** The venue as the control panel sees and changes it. */

import type { VenueDefinition } from '../../venue/listing/definition.ts'

/** A refused change of the venue. */
export type VenueRefusal = { readonly code: 'VENUE_INVALID' | 'VENUE_MISMATCH'; readonly message: string }

/** The venue of a sandbox. */
export interface VenueControl {
  /** The venue in force. */
  readonly definition: VenueDefinition
  /**
   * Checks a venue and puts it in force: accounts, keys and orders stay, connections end. With `reset` the exchange begins
   * anew. Returns why it was refused; then nothing has changed.
   */
  change(value: unknown, reset: boolean): Promise<VenueRefusal | undefined>
}
