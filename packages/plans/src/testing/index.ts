/** Rigs for tests of plans. */

export { MARKET, PlanWorld, type VenueOrder, numbersFrom } from './plan-world.ts'
