/** `@spotdeck/gateway/journal`: the owner's notes, without the gateway. */

export { type Journal, type LocalJournal, openJournalIn } from './journal.ts'
