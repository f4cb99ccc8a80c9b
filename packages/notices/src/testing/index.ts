/** `@spotdeck/notices/testing`: rigs and fixtures for the tests of packages above. */

export { february, handMade, oldSockets } from './fixtures.ts'
