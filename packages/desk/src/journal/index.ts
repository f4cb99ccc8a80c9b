/** `@spotdeck/desk/journal`: the owner's notes, without the gateway. */

export { openDatabaseJournal } from './open-database-journal.ts'
export { type Journal, type LocalJournal, openJournalIn } from './journal.ts'
