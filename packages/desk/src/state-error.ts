/** Reasons why the small state of a desk cannot be opened. */

import { CodedError } from '@spotdeck/ports'

/** A file of the state cannot be opened; `code` is stable, the message ends in the next step. */
export class DeskStateError extends CodedError<'ACCESS_STORE_FAILED' | 'JOURNAL_STORE_FAILED'> {}
