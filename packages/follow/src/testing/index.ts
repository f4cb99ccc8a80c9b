/** `@spotdeck/follow/testing`: rigs and fixtures for the tests of packages above. */

export { symbolAnswers } from './fake-venue-answers.ts'

export { assertStep } from './invariants.ts'
export { FakeVenue } from './fake-venue.ts'
export { Rig } from './rig.ts'
export { differences, falseClaims, startedRig } from './truth.ts'
