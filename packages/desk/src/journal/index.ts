/** `@spotdeck/desk/journal`: the owner's notes, without the gateway. */

export { openDatabaseJournal } from './open-database-journal.ts'
export { type Journal, openJournalIn } from './journal.ts'
