/** `@spotdeck/gateway/journal`: the owner's notes, without the gateway. */

export { type Journal, openJournalIn } from './journal.ts'
