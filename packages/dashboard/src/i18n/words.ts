/** The type of a language: the same keys as English, any text. */

import type { en } from './en.ts'
import type { Same } from './same.ts'

/** Every word of the page. */
export type Words = Same<typeof en>
