/** `@spotdeck/gateway/notices`: announcements of the exchange saved to files. */

export { newestFirst } from './announcements.ts'
export { type NoticeFile, noticesOfFile, readingsOfFile, retiredIn } from './notice-files.ts'
export { retiredAddress } from './retired.ts'
