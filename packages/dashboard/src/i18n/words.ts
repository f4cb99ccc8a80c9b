/** The type of a language: the same keys as English, any text. */

import type { en } from './en.ts'

type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> }

/** Every word of the page. */
export type Words = Same<typeof en>
